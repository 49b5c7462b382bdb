// What is read of a frozen period beside its reports: lines, what came too late, households; and how it is cut.
#include "services/measurement/freezing/figures.hpp"
#include "tests/integration/measurement/frozen.hpp"

namespace shanhai::measurement {
namespace {

class FrozenReading : public Frozen {
 protected:
  void give_partner() {
    auto operates = of("*");
    operates.role = auth::Role::platform_operator;
    PairingEntry entry;
    entry.buyer_division = Text<6, 6>("440600");
    entry.origin_division = Text<6, 6>("513332");
    entry.valid_from = *parse_date("2026-01-01");
    entry.valid_to = *parse_date("2027-12-31");
    must(pairings.put(operates, entry, must(pairings.list()).version));
  }
  LinesQuery lines_of(Measure measure) {
    LinesQuery out;
    static_cast<PurchaseFilter&>(out) = november(measure);
    out.limit = Bounded<1, 200>(5);
    return out;
  }
  void put_on_sale(LotId lot, std::vector<std::string> names) {
    events::Event event;
    event.sequence = ++told;
    event.type = traceability::kLotPutOnSale;
    event.occurred_at = service_db.clock.now();
    event.payload = json::write(traceability::LotPutOnSale{lot, SkuId(), supplier, 10, std::move(names)}).as_object();
    ASSERT_FALSE(service_db.transaction([&](db::Tx& tx) { return apply_lot_put_on_sale(tx, event); }).has_error());
  }
  void ship(const orders::OrderFacts& order, LotId lot) {
    orders::ParcelFacts parcel;
    parcel.parcel = ParcelId::make(service_db.clock, service_db.random);
    parcel.order = order.order;
    parcel.supplier = supplier;
    parcel.delivery_division = "440605";
    parcel.lots = {{order.lines[0].line, order.lines[0].sku, lot, 1}};
    apply(orders::kParcelShipped, json::write(parcel).as_object());
  }
  std::string digest_at(const std::string& as_of) {
    return service_db
        .transaction([&](db::Tx& tx) -> Result<std::string> {
          SH_TRY(const auto state, read_as_of(tx, as_of));
          SH_TRY(const auto figures, canonical_figures(tx, policy, "2026-11", state));
          return to_hex(figures.digest);
        })
        .value();
  }
  std::int64_t told = 0;
};

TEST_F(FrozenReading, LinesAddUpToWhatWasFrozenAndWhatCameLaterStandsBeside) {
  sell_through_november();
  refund(orders[0], 0, 100, {Measure::ordered, Measure::paid});
  into_december();
  must(freeze("2026-11"));
  const auto before = report(agency("*"), Measure::ordered, "pairing", "2026-11");
  add_late_sales();
  refund(orders[1], 0, 300, {Measure::ordered, Measure::paid});
  give_partner();
  ASSERT_EQ(net_by(report(agency("*"), Measure::ordered, "pairing", "2026-11"), "pairing"), net_by(before, "pairing"));
  for (const auto& row : before.rows) {
    auto query = lines_of(Measure::ordered);
    query.pairing = Text<4, 40>(row.keys.at("pairing"));
    EXPECT_EQ(drill(agency("*"), query).sum(), row.net) << row.keys.at("pairing");
  }
  for (const auto view : {RefundView::posting, RefundView::sale}) {
    auto query = lines_of(Measure::ordered);
    query.refund_view = view;
    const auto frozen = report(agency("*"), Measure::ordered, "", "2026-11", view);
    const auto found = drill(agency("*"), query);
    EXPECT_EQ(found.sum(), frozen.total.net);
    ASSERT_TRUE(found.frozen);
    EXPECT_EQ(found.frozen->digest, frozen.frozen->digest);
    query.adjustments = true;
    query.limit = Bounded<1, 200>(1);
    auto operates = agency("*");
    operates.role = auth::Role::platform_operator;
    const auto late = drill(operates, query);
    EXPECT_EQ(late.sum(), frozen.frozen->adjustments->net);
    EXPECT_EQ(late.items.size(), view == RefundView::posting ? 2u : 3u);
    for (const auto& line : late.items) EXPECT_EQ(name_of_day(line.posted_on, Dimension::month), "2026-12");
    EXPECT_EQ(drill(agency("513332"), query).sum(), Money(view == RefundView::posting ? 0 : -300))
        << "of the caller's region only";
  }
  auto query = lines_of(Measure::ordered);
  query.period = "2026-12";
  query.adjustments = true;
  EXPECT_EQ(refused(purchases.lines(agency("*"), query)).fields.front().pointer, "query/adjustments");
}

// A day of a frozen month is told as the month was.
TEST_F(FrozenReading, APartOfAFrozenPeriodIsAsItWasToo) {
  sell_through_november();
  const auto day = to_string(china_date(service_db.clock.now()));
  into_december();
  const auto before = report(agency("*"), Measure::ordered, "pairing", day.c_str());
  must(freeze("2026-11"));
  give_partner();
  const auto after = report(agency("*"), Measure::ordered, "pairing", day.c_str());
  EXPECT_EQ(json::print(after.rows), json::print(before.rows));
  ASSERT_TRUE(after.frozen);
  EXPECT_FALSE(after.frozen->adjustments) << "they are of the whole month";
}

TEST_F(FrozenReading, HouseholdsStayAsTheyWereKnown) {
  sell_through_november();
  const auto lot = LotId::make(service_db.clock, service_db.random),
             late = LotId::make(service_db.clock, service_db.random);
  put_on_sale(lot, {"hh_a", "hh_b", "hh_c"});
  ship(orders[0], lot);
  ship(orders[1], late);  // whose households nobody has named yet
  const auto asked = [&](const char* period) {
    return must(households.count(agency("*"), HouseholdQuery{period, {}, {}}));
  };
  const auto first = asked("2026-11");
  EXPECT_EQ(first.households, 3);
  into_december();
  const auto digest = must(freeze("2026-11")).value.digest;
  put_on_sale(late, {"hh_d"});
  EXPECT_EQ(asked("2026").households, 4);
  for (const auto* period : {"2026-11", "2026-11-23"}) {
    const auto after = asked(period);
    EXPECT_EQ(after.households, 3) << period;
    EXPECT_EQ(after.lots, 1) << period;
    EXPECT_EQ(after.frozen->digest, digest) << period;
  }
  HouseholdQuery earlier{"2026-11", {}, Text<10, 160>(first.as_of)};
  EXPECT_EQ(json::print(must(households.count(agency("*"), earlier))), json::print(first));
}

// The sources are locked while the cut is chosen, and not while the figures are summed.
TEST_F(FrozenReading, WhatIsBookedBetweenCutAndSignatureStandsLater) {
  sell_through_november();
  into_december();
  const auto cut = must(freezes.cut({of("440000"), {}}, {"2026-11", "月报"}));
  const auto digest = digest_at(cut.as_of);
  add_late_sales();
  EXPECT_FALSE(report(agency("*"), Measure::ordered, "", "2026-11").frozen) << "not signed yet";
  EXPECT_EQ(must(freezes.list(of("440600"))).items.size(), 0u);
  EXPECT_EQ(audited(service_db).compared, 0);
  const auto view = must(freezes.freeze({of("*"), {}}, key(), {"2026-11", "再报"})).value;
  EXPECT_EQ(view.as_of, cut.as_of) << "whoever comes next goes on from there";
  EXPECT_EQ(view.digest, digest);
  EXPECT_EQ(report(agency("*"), Measure::ordered, "", "2026-12").total.gross, Money(1000 + 1700));
  EXPECT_EQ(audited(service_db).difference, 0);
  EXPECT_EQ(refused(freeze("2026-11")).code, "period_already_frozen");
}

// However a month is divided, the text is that of whole answers.
TEST_F(FrozenReading, TheFiguresAreTheSameInPieces) {
  sell_through_november();
  refund(orders[0], 0, 100, {Measure::ordered, Measure::paid});
  into_december();
  const auto read = service_db.transaction([&](db::Tx& tx) -> Result<std::pair<std::string, std::string>> {
    const auto as_of = current_as_of(tx);
    std::string text;
    SH_TRY(const auto whole, canonical_figures(tx, policy, "2026-11", as_of));
    SH_TRY(const auto pieces, canonical_figures(
                                  tx, policy, "2026-11", as_of, [&](auto part) { text += part; }, 1));
    EXPECT_EQ(pieces.digest, sha256(text));
    EXPECT_EQ(pieces.rows, whole.rows);
    EXPECT_GT(whole.rows, 0);
    return std::pair(whole.digest, pieces.digest);
  });
  EXPECT_EQ(to_hex(read->first), to_hex(read->second));
}

TEST_F(FrozenReading, ARepeatedFreezeIsAnsweredAsTheFirst) {
  sell_through_november();
  into_december();
  const auto same = key();
  const auto who = of("*");
  const auto first = must(freezes.freeze({who, {}}, same, {"2026-11", "月报"}));
  const auto again = must(freezes.freeze({who, {}}, same, {"2026-11", "月报"}));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(json::print(again.value), json::print(first.value));
}

// Reports for ever: whatever comes, the same bytes.
TEST_F(FrozenReading, AKeptReportIsTheSameBytesWhateverComes) {
  sell_through_november();
  refund(orders[3], 0, 10, {Measure::ordered, Measure::paid});
  const auto owner = of("*");
  struct Kept {
    ReportId id;
    std::string json, svg, csv;
  };
  std::vector<Kept> kept;
  const auto file = [&](ReportId id, ReportFormat format) {
    return must(reports.find_as(owner, id, format, http::Language::zh)).bytes;
  };
  const auto keep = [&] {
    service_db.clock.advance(std::chrono::seconds(1));
    for (const auto view : {RefundView::posting, RefundView::sale}) {
      ReportBody body;
      body.title = "十一月";
      static_cast<PurchaseFilter&>(body.question) = november(Measure::ordered);
      body.question.refund_view = view;
      body.question.group_by = Text<0, 200>(view == RefundView::posting ? "pairing,category" : "origin_county,month");
      if (view == RefundView::sale) body.question.distinct = Text<1, 60>("buyers,suppliers,products");
      body.question.year_on_year = true;
      const auto id = must(reports.make({owner, {}}, key(), body)).value.id;
      kept.push_back(
          {id, json::print(must(reports.find(owner, id))), file(id, ReportFormat::svg), file(id, ReportFormat::csv)});
    }
  };
  const auto check = [&](const char* after) {
    for (const auto& one : kept) EXPECT_EQ(json::print(must(reports.find(owner, one.id))), one.json) << after;
  };
  keep();
  into_december();
  keep();
  for (const auto* of : {"outbox_pending", "outbox_number"})  // nobody follows our own events here
    service_db.schema.connect().execute(std::string("DELETE FROM ") + of);
  service_db.clock.advance(std::chrono::seconds(1));
  must(freeze("2026-11"));  // as of the very state that the last ones were kept of
  check("a freeze");
  keep();
  refund(orders[0], 0, 100, {Measure::ordered, Measure::paid, Measure::accepted, Measure::completed});
  add_late_sales();
  give_partner();
  check("a refund, late events and another partner");
  for (const auto& one : kept) {
    EXPECT_EQ(file(one.id, ReportFormat::svg), one.svg);
    EXPECT_EQ(file(one.id, ReportFormat::csv), one.csv);
  }
}

TEST_F(FrozenReading, AReportThatIsKeptAgainIsAnsweredAsAtFirst) {
  sell_through_november();
  const auto owner = of("*");
  const auto same = key();
  ReportBody body;
  body.title = "十一月";
  static_cast<PurchaseFilter&>(body.question) = november(Measure::ordered);
  body.question.group_by = Text<0, 200>("supplier,delivery_division");
  const auto first = must(reports.make({owner, {}}, same, body));
  policy.most_entries = 0;  // the question is too broad by now
  const auto again = must(reports.make({owner, {}}, same, body));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(json::print(again.value), json::print(first.value));
}

}  // namespace
}  // namespace shanhai::measurement
