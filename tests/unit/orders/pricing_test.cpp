#include <gtest/gtest.h>

#include <numeric>

#include "common/base/random.hpp"
#include "services/orders/pricing/domain.hpp"

namespace shanhai::orders {
namespace {

TEST(Ladder, TheHighestStepThatIsReachedHolds) {
  const std::vector<LadderStep> steps{{10, Money(5500)}, {50, Money(5200)}};
  const std::pair<std::int64_t, LadderStep> rows[] = {{1, {1, Money(5800)}},   {9, {1, Money(5800)}},
                                                      {10, {10, Money(5500)}}, {49, {10, Money(5500)}},
                                                      {50, {50, Money(5200)}}, {100000, {50, Money(5200)}}};
  for (const auto& [quantity, expected] : rows) {
    EXPECT_EQ(step_at(Money(5800), steps, quantity).from, expected.from) << quantity;
    EXPECT_EQ(step_at(Money(5800), steps, quantity).price, expected.price) << quantity;
  }
  EXPECT_EQ(step_at(Money(5800), {}, 1000).price, Money(5800));
}

TEST(Discounts, OneAndTheOneThatTakesMost) {
  const std::vector<Discount> offered{
      {Money(10000), Money(500)}, {Money(20000), Money(1500)}, {Money(20000), Money(1500)}};
  EXPECT_EQ(best_discount(offered, Money(9999)), std::nullopt);
  EXPECT_EQ(best_discount(offered, Money(10000)), 0U);
  EXPECT_EQ(best_discount(offered, Money(19999)), 0U);
  EXPECT_EQ(best_discount(offered, Money(20000)), 1U);
  EXPECT_EQ(best_discount({}, Money(20000)), std::nullopt);
}

TEST(Discounts, AreSharedByLargestRemainder) {
  // 1000 over 3333 : 3333 : 3334 is 333.3, 333.3, 333.4: the fen that is left goes to the largest remainder.
  const auto shares = share_discount(Money(1000), {{Money(3333), 1}, {Money(3333), 1}, {Money(3334), 1}});
  EXPECT_EQ(shares, (std::vector<Money>{Money(333), Money(333), Money(334)}));
}

TEST(Discounts, NeverTakeTheLastFenOfAUnit) {
  const auto shares = share_discount(Money(150), {{Money(100), 100}, {Money(101), 1}});
  EXPECT_EQ(shares, (std::vector<Money>{Money(0), Money(100)}));
  const std::uint64_t seed = SecureRandom().below(1'000'000);
  SeededRandom random(seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (int round = 0; round < 2000; ++round) {
    std::vector<DiscountedLine> lines(1 + random.below(6));
    Money goods, spare;
    for (auto& line : lines) {
      line.quantity = static_cast<std::int64_t>(1 + random.below(50));
      line.amount = Money(line.quantity * static_cast<std::int64_t>(1 + random.below(300)));
      goods += line.amount;
      spare += line.amount - Money(line.quantity);
    }
    const Money off(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(goods.fen()))));
    const auto shared = share_discount(off, lines);
    Money sum;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      sum += shared[i];
      EXPECT_GE(shared[i], Money());
      EXPECT_GE((lines[i].amount - shared[i]).fen(), lines[i].quantity);
    }
    EXPECT_EQ(sum, std::min(off, spare));
  }
}

FreightTerms terms() {
  FreightTerms out;
  out.regions = {{{"44"}, 1000, Money(1200), 500, Money(300), Money(19900)},
                 {{"4401", "4406"}, 2000, Money(800), 1000, Money(200), std::nullopt}};
  out.not_delivered = {"440606"};
  out.fresh_divisions = std::vector<Text<2, 6>>{"4401", "440605"};
  return out;
}

TEST(Freight, FollowsRegionAndWeight) {
  const auto all = terms();
  struct Row {
    const char* division;
    std::int64_t weight_g;
    std::int64_t goods, fen;
  };
  const Row rows[] = {
      {"441900", 1, 100, 1200},    {"441900", 1000, 100, 1200}, {"441900", 1001, 100, 1500},
      {"441900", 1500, 100, 1500}, {"441900", 1501, 100, 1800}, {"441900", 9999, 19899, 1200 + 18 * 300},
      {"441900", 9999, 19900, 0},                                                               // free from there on
      {"440605", 2000, 100, 800},  {"440605", 2001, 100, 1000}, {"440605", 3001, 99999, 1200},  // never free
      {"440606", 2000, 100, 0},                                                                 // not delivered
      {"440106", 0, 100, 800},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(freight_of(&all, row.division, row.weight_g, Money(row.goods)), Money(row.fen))
        << row.division << ' ' << row.weight_g << ' ' << row.goods;
  }
  EXPECT_EQ(freight_of(nullptr, "441900", 1000000, Money(1)), Money());
}

TEST(Freight, TheMostSpecificDivisionDecides) {
  auto all = terms();
  EXPECT_EQ(carriage_to(&all, "440606", false), Carriage::not_delivered);
  EXPECT_EQ(carriage_to(&all, "440604", false), Carriage::possible);
  EXPECT_EQ(carriage_to(&all, "440604", true), Carriage::fresh_not_delivered);
  EXPECT_EQ(carriage_to(&all, "440605", true), Carriage::possible);
  EXPECT_EQ(carriage_to(&all, "440106", true), Carriage::possible);
  all.not_delivered = {"440600"};
  all.regions[1].divisions = {"440605"};
  EXPECT_EQ(carriage_to(&all, "440605", false), Carriage::possible);  // an exception from the exception
  EXPECT_EQ(carriage_to(&all, "440604", false), Carriage::not_delivered);
  EXPECT_EQ(carriage_to(nullptr, "440604", true), Carriage::possible);
}

TEST(DeliveryRegions, TheMostSpecificDivisionDecides) {
  const Divisions none, foshan = {{"4406"}}, nanhai = {{"440605"}};
  EXPECT_TRUE(reaches(none, none, "440605"));
  EXPECT_TRUE(reaches(foshan, none, "440605"));
  EXPECT_FALSE(reaches(foshan, none, "440106"));
  EXPECT_FALSE(reaches(none, foshan, "440605"));
  EXPECT_TRUE(reaches(none, foshan, "440106"));
  EXPECT_FALSE(reaches(foshan, nanhai, "440605"));
  EXPECT_TRUE(reaches(foshan, nanhai, "440606"));
  EXPECT_TRUE(reaches(nanhai, foshan, "440605"));
  const Divisions all_of_foshan = {{"440600"}}, guangdong = {{"440000"}}, dongguan = {{"441900"}};
  EXPECT_FALSE(reaches(none, all_of_foshan, "440605"));
  EXPECT_TRUE(reaches(all_of_foshan, guangdong, "440605"));
  EXPECT_FALSE(reaches(guangdong, dongguan, "441900"));
  EXPECT_TRUE(reaches(dongguan, none, "441900")) << "a prefecture without districts is an address itself";
}

TEST(Freight, TheLargestParcelFitsIntoItsType) {
  FreightTerms dear;
  dear.regions = {{{"44"}, 0, Money(100'000), 100, Money(100'000), std::nullopt}};
  const auto freight = freight_of(&dear, "440605", 2000LL * 100'000 * 11'000'000, Money(1));
  EXPECT_EQ(freight.fen(), 100'000 + 2000LL * 100'000 * 11'000'000 / 100 * 100'000);
}

TEST(Freight, TermsNameWhatIsWrongWithThem) {
  const auto places = [](const FreightTerms& wrong) {
    std::vector<std::string> out;
    for (const auto& error : check_terms(wrong, "/terms")) out.push_back(error.pointer + " " + error.code);
    return out;
  };
  EXPECT_TRUE(places(terms()).empty());
  EXPECT_EQ(places({}), std::vector<std::string>{"/terms/regions out_of_range"});
  auto wrong = terms();
  wrong.regions[0].divisions = {"51", "440", "44x1", "4406"};
  wrong.regions[0].first_fee = Money(-1);
  wrong.regions[1].step_fee = Money(100'001);
  wrong.regions[1].free_from = Money(0);
  wrong.not_delivered = {"440699"};
  wrong.fresh_divisions = std::vector<Text<2, 6>>{"44", "44"};
  EXPECT_EQ(places(wrong),
            (std::vector<std::string>{
                "/terms/regions/0/divisions/0 unknown_division", "/terms/regions/0/divisions/1 unknown_division",
                "/terms/regions/0/divisions/2 unknown_division", "/terms/regions/0/first_fee/amount_fen out_of_range",
                "/terms/regions/1/divisions/1 repeated", "/terms/regions/1/step_fee/amount_fen out_of_range",
                "/terms/regions/1/free_from/amount_fen out_of_range", "/terms/not_delivered/0 unknown_division",
                "/terms/fresh_divisions/1 repeated"}));
}

}  // namespace
}  // namespace shanhai::orders
