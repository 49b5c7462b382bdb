// Whatever figures are grouped by, they add up to the total: every dimension, measure and view of refunds, for both
// provinces' supervisors, who see the same.
#include <random>

#include "tests/fixture/seed.hpp"
#include "tests/integration/measurement/folded.hpp"
#include "tests/integration/measurement/purchases.hpp"

namespace shanhai::measurement {
namespace {

class Dimensions : public PurchaseVolume {
 protected:
  Dimensions() {
    std::printf("seed %llu\n", static_cast<unsigned long long>(fixture::seed()));
    const char* buyers[] = {"440605", "440606", "440304", "442000"};
    const char* counties[] = {"513431", "513430", "513332", "513331"};
    for (int i = 0; i < 24; ++i) {
      if (i == 12) fold(service_db);  // half of it is folded
      auto order = facts({buyers[random() % 4],
                          counties[random() % 4],
                          catalog::Category(random() % 3),
                          orders::BuyerKind(random() % 4),
                          {std::int64_t(random() % 9000 + 1000), std::int64_t(random() % 9000 + 1000)}});
      order.lines[1].certified = false;
      order.lines[1].raw_material_county = counties[random() % 4];
      if (order.buyer_organisation && random() % 2) order.buyer_organisation = unit;
      order.freight = Money(std::int64_t(random() % 300));
      std::vector<Measure> counted;
      const auto reach = [&](Measure measure, std::string_view type) {
        apply(type, order);
        counted.push_back(measure);
        if (random() % 3 == 0) refund(order, random() % 2, std::int64_t(random() % 100 + 1), counted);
        service_db.clock.advance(std::chrono::hours(random() % 60));
      };
      reach(Measure::ordered, orders::kOrderPlaced);
      order.paid_at = service_db.clock.now();
      reach(Measure::paid, orders::kOrderPaid);
      reach(Measure::accepted, orders::kOrderAccepted);
      reach(Measure::completed, orders::kOrderPurchaseCompleted);
      service_db.clock.advance(std::chrono::hours(random() % 60));
    }
  }

  static std::string sum_of(const std::vector<ReportRow>& rows) {
    Volume out;
    for (const auto& row : rows) {
      EXPECT_EQ(row.net, row.gross - row.refunded);
      out.gross += row.gross;
      out.refunded += row.refunded;
      out.net += row.net;
      out.lines += row.lines;
      out.quantity += row.quantity;
    }
    return text_of(out);
  }
  static std::string text_of(const Volume& volume) { return json::print(volume); }

  std::mt19937_64 random{fixture::seed()};
  OrganisationId unit = OrganisationId::make(service_db.clock, service_db.random);
};

TEST_F(Dimensions, AddUpToTheTotal) {
  for (const auto measure : {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed}) {
    for (const auto view : {RefundView::posting, RefundView::sale}) {
      std::optional<std::string> total;
      boost::mp11::mp_for_each<boost::describe::describe_enumerators<Dimension>>([&](auto described) {
        const Dimension dimension = described.value;
        if (dimension == Dimension::unit) return;  // below one unit only, see AUnitsPartsAddUpToIt
        const char* region = random() % 2 ? "440000" : "510000";
        std::int64_t years_net = 0;
        Report found;
        for (const auto* period : {"2026", "2027"}) {  // the life goes on into January
          auto some = report(agency(region), measure, described.name, period, view);
          EXPECT_EQ(sum_of(some.rows), text_of(some.total)) << described.name << ' ' << period << ' ' << region;
          years_net += some.total.net.fen();
          if (period == std::string("2026")) found = std::move(some);
        }
        EXPECT_FALSE(found.rows.empty()) << described.name;
        std::int64_t share = 0;
        for (const auto& row : found.rows) share += row.share_ppm.value_or(0);
        EXPECT_NEAR(double(share), 1e6, double(found.rows.size())) << described.name;
        const auto told = text_of(found.total) + std::to_string(years_net);
        EXPECT_EQ(told, total.value_or(told)) << described.name << ": whoever asks, by whatever";
        total = told;
      });
    }
  }
}

TEST_F(Dimensions, AUnitsPartsAddUpToIt) {
  for (const auto view : {RefundView::posting, RefundView::sale}) {
    ReportQuery query;
    query.measure = Measure::paid;
    query.period = "2026";
    query.refund_view = view;
    query.unit = unit;
    query.group_by = Text<0, 200>("unit");
    const auto below = fixture::run(purchases.report(agency("440000"), query)).value();
    query.group_by.reset();
    query.unit.reset();
    query.buyer_organisation = unit;
    const auto own = fixture::run(purchases.report(agency("510000"), query)).value();
    EXPECT_EQ(sum_of(below.rows), text_of(own.total));
    EXPECT_GT(own.total.net, Money());
  }
}

}  // namespace
}  // namespace shanhai::measurement
