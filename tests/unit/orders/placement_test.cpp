#include <gtest/gtest.h>

#include "services/orders/placement/domain.hpp"
#include "services/orders/stock/domain.hpp"

namespace shanhai::orders {
namespace {

SkuId sku(std::uint8_t n) {
  IdBytes bytes{};
  bytes[15] = n;
  return SkuId(bytes);
}

LotId lot(std::uint8_t n) {
  IdBytes bytes{};
  bytes[15] = n;
  return LotId(bytes);
}

Shelf shelf() {
  Shelf out;
  out.offers[sku(1)] = {3, Money(500), true, true};
  out.offers[sku(2)] = {1, Money(900), true, false};
  out.offers[sku(3)] = {1, Money(100), false, false};
  out.sellable = {{sku(1), 10}, {sku(2), 1}, {sku(3), 5}};
  return out;
}

TEST(Decision, AcceptedDemandLeavesTheShelf) {
  auto stock = shelf();
  EXPECT_TRUE(decide(stock, {{sku(1), 6, 3}, {sku(2), 1, 1}}).accepted());
  EXPECT_EQ(stock.sellable.at(sku(1)), 4);
  EXPECT_EQ(stock.sellable.at(sku(2)), 0);
  const auto second = decide(stock, {{sku(1), 5, 3}});
  ASSERT_EQ(second.shortages.size(), 1U);
  EXPECT_EQ(second.shortages[0].requested, 5);
  EXPECT_EQ(second.shortages[0].available, 4);
  EXPECT_EQ(stock.sellable.at(sku(1)), 4);
  EXPECT_TRUE(decide(stock, {{sku(1), 4, 3}}).accepted());
}

TEST(Decision, SumsLinesOfOneSku) {
  auto stock = shelf();
  const auto decision = decide(stock, {{sku(1), 6, 3}, {sku(1), 5, 3}});
  ASSERT_EQ(decision.shortages.size(), 1U);
  EXPECT_EQ(decision.shortages[0].requested, 11);
}

TEST(Decision, TakesAllOrNothing) {
  auto stock = shelf();
  EXPECT_FALSE(decide(stock, {{sku(1), 1, 3}, {sku(2), 2, 1}}).accepted());
  EXPECT_EQ(stock.sellable.at(sku(1)), 10);
}

TEST(Decision, TellsChangedPricesBeforeShortages) {
  auto stock = shelf();
  const auto decision = decide(stock, {{sku(1), 100, 2}});
  EXPECT_TRUE(decision.shortages.empty());
  ASSERT_EQ(decision.price_changes.size(), 1U);
  EXPECT_EQ(decision.price_changes[0].price_version, 2);
  EXPECT_EQ(decision.price_changes[0].current_version, 3);
  EXPECT_EQ(decision.price_changes[0].current_price, Money(500));
}

TEST(Decision, OneLineOfAnOldQuoteIsEnough) {
  for (const auto& lines :
       {std::vector<DemandLine>{{sku(1), 1, 2}, {sku(1), 1, 3}}, {{sku(1), 1, 3}, {sku(1), 1, 2}}}) {
    auto stock = shelf();
    const auto decision = decide(stock, lines);
    ASSERT_EQ(decision.price_changes.size(), 1U);
    EXPECT_EQ(decision.price_changes[0].price_version, 2);
  }
}

TEST(Decision, NamesWhatIsNotForSale) {
  auto stock = shelf();
  const auto decision = decide(stock, {{sku(3), 1, 1}, {sku(9), 1, 1}, {sku(1), 1, 3}});
  EXPECT_EQ(decision.not_for_sale, (std::vector<SkuId>{sku(3), sku(9)}));
}

TEST(Decision, PublishedWithoutStockIsAShortage) {
  auto stock = shelf();
  stock.sellable.erase(sku(2));
  const auto decision = decide(stock, {{sku(2), 1, 1}});
  ASSERT_EQ(decision.shortages.size(), 1U);
  EXPECT_EQ(decision.shortages[0].available, 0);
}

std::vector<std::pair<LotId, std::int64_t>> pairs(const std::vector<LotShare>& shares) {
  std::vector<std::pair<LotId, std::int64_t>> out;
  for (const auto& share : shares) out.emplace_back(share.lot, share.quantity);
  return out;
}

TEST(Lots, FirstExpiredGoesOutFirst) {
  const auto day = [](const char* text) { return std::optional(*parse_date(text)); };
  std::vector<LotOnHand> lots = {{lot(4), "D", std::nullopt, 50},
                                 {lot(3), "C", day("2027-03-01"), 5},
                                 {lot(2), "B", day("2026-12-01"), 4},
                                 {lot(1), "A", day("2027-03-01"), 5},
                                 {lot(5), "E", day("2026-11-22"), 99}};  // expired yesterday
  const auto today = *parse_date("2026-11-23");
  const auto shares = bind_lots(lots, 12, today);
  ASSERT_TRUE(shares.has_value());
  EXPECT_EQ(pairs(*shares), (std::vector<std::pair<LotId, std::int64_t>>{{lot(2), 4}, {lot(1), 5}, {lot(3), 3}}));
  const auto rest = bind_lots(lots, 52, today);
  ASSERT_TRUE(rest.has_value());
  EXPECT_EQ(pairs(*rest), (std::vector<std::pair<LotId, std::int64_t>>{{lot(3), 2}, {lot(4), 50}}));
  EXPECT_EQ(bind_lots(lots, 1, today).error().code, "insufficient_lot_stock");
}

TEST(Lots, BestBeforeTodayMayStillGoOut) {
  std::vector<LotOnHand> lots = {{lot(1), "A", *parse_date("2026-11-23"), 1}};
  EXPECT_TRUE(bind_lots(lots, 1, *parse_date("2026-11-23")).has_value());
}

TEST(Lots, AShortageTakesNothing) {
  std::vector<LotOnHand> lots = {{lot(1), "A", std::nullopt, 3}};
  EXPECT_TRUE(bind_lots(lots, 4, *parse_date("2026-11-23")).has_error());
  EXPECT_EQ(lots[0].on_hand, 3);
}

}  // namespace
}  // namespace shanhai::orders
