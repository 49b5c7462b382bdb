// The trace graph beside a real database: it holds what was acknowledged, is the same when it is built anew, and says
// what the tables say.
#include <random>

#include "services/traceability/capture/service.hpp"
#include "services/traceability/graph/audit.hpp"
#include "services/traceability/graph/movements.hpp"
#include "services/traceability/graph/service.hpp"
#include "services/traceability/graph/store.hpp"
#include "services/traceability/graph/view.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

class TraceGraph : public World {
 protected:
  TraceGraph() {
    recalls.connect(follower);
    const auto loop = follower.start(background);
    wakeup.on_notify([loop] {
      if (const auto one = loop.lock()) one->wake();
    });
  }

  ~TraceGraph() override { background.stop(); }  // its loop ends before the follower does

  LotTrace trace_of(const auth::Principal& who, LotId lot, std::int64_t limit = 200) {
    LotTraceQuery query;
    query.limit = limit;
    return must(traces_of_lots.trace(who, lot, query));
  }

  // As orders' stream tells it; the next number of that stream.
  void told(std::string_view type, const orders::ParcelFacts& parcel) {
    told(type, "order", parcel.order.str(), json::write(parcel).as_object());
  }
  void told(std::string_view type, std::string aggregate_type, std::string aggregate_id, json::Object payload) {
    events::Event event;
    event.sequence = ++orders_sequence;
    event.type = type;
    event.aggregate_type = std::move(aggregate_type);
    event.aggregate_id = std::move(aggregate_id);
    event.payload = std::move(payload);
    const auto done = service.transaction(
        [&](db::Tx& tx) -> Result<void> { return graph::apply_orders_events(tx, std::span(&event, 1)); });
    if (done.has_error()) throw std::runtime_error(describe(done.error()));
  }
  orders::ParcelFacts parcel_of(OrganisationId supplier, SkuId sku, LotId lot, std::int64_t quantity) {
    orders::ParcelFacts out;
    out.parcel = ParcelId::make(clock, random);
    out.order = OrderId::make(clock, random);
    out.supplier = supplier;
    out.delivery_division = "440604";
    out.lots = {{OrderLineId::make(clock, random), sku, lot, quantity}};
    return out;
  }
  orders::ParcelFacts pack(const Chain& chain, std::int64_t quantity) {
    const auto parcel = parcel_of(*chain.owner.organisation, chain.sku, chain.packed.lot_id, quantity);
    told(orders::kParcelPacked, parcel);
    return parcel;
  }

  std::string capture(const auth::Principal& who, const std::string& members) {
    const auto event = R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],)"
                       R"("eventTimeZoneOffset":"+08:00",)" +
                       members + "}";
    return must(captures.capture(who, event, {})).event_id;
  }
  static std::string at_hour(int hour) {
    return R"("eventTime":"2026-11-20T)" + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + R"(:00:00Z",)";
  }
  static std::string aggregation(const char* action, int hour, const std::string& parent, const std::string& child) {
    return at_hour(hour) + R"("type":"AggregationEvent","action":")" + action + R"(","parentID":")" + parent +
           R"(","childQuantityList":[{"epcClass":")" + child + R"(","quantity":1}],"bizStep":"packing")";
  }

  // The answers of the graph that follows, and of one that is built from the tables now.
  void expect_same_anew(const auth::Principal& who, const std::vector<LotId>& lots) {
    number();  // nobody follows for this one
    graph::Follower fresh(service.database, sequencer, workers, names.unpacked_lots());
    run(fresh.load());
    LotTraceService anew(fresh);
    for (const auto lot : lots) {
      LotTraceQuery query;
      query.limit = 200;
      EXPECT_EQ(json::print(must(anew.trace(who, lot, query))), json::print(trace_of(who, lot)));
    }
    // Kept or walked, in a graph that followed and in one that was read: all the same.
    for (const auto keeping : {kKeepsEverything, graph::Keeping{}}) {
      const auto findings = graph::audit(service.database, names.unpacked_lots(), keeping).value();
      for (const auto& finding : findings) EXPECT_EQ(finding.difference, 0) << finding.check << ": " << finding.detail;
    }
  }

  static constexpr graph::Keeping kKeepsEverything{0, 0};
  graph::Follower follower{service.database, sequencer, workers, names.unpacked_lots(), kKeepsEverything};
  LotTraceService traces_of_lots{follower};
  CaptureJobs jobs{service.database, sequencer, random, workers};
  CaptureService captures{service.database, sequencer, jobs, workers, random, CapturePolicy{}};
  std::int64_t orders_sequence = 0;
};

TEST_F(TraceGraph, HoldsWhatWasAcknowledged) {
  const auto chain = tea();
  auto trace = trace_of(chain.owner, chain.packed.lot_id);
  EXPECT_EQ(trace.totals.made_of, 2);
  EXPECT_EQ(trace.totals.households, 2);
  EXPECT_EQ(trace.totals.made_into, 0);
  ASSERT_EQ(trace.made_of.items.size(), 2u);
  EXPECT_EQ(trace.made_of.items[0].lot_id, chain.processed.lot_id) << "the youngest first";
  EXPECT_EQ(trace.made_of.items[1].deliveries.at(1).quantity, 35000);
  EXPECT_EQ(trace.lot.inputs.at(0).quantity, 40000);
  EXPECT_EQ(trace.lot.gtin, chain.packed.gtin);
  EXPECT_EQ(trace.lot.county_name, "四川省凉山彝族自治州昭觉县");
  EXPECT_EQ(follower.current()->size().kept, 3) << "what follows is answered from what lots keep";
  const auto parcel = pack(chain, 3);
  trace = trace_of(chain.owner, chain.raw.lot_id);
  EXPECT_EQ(trace.totals.made_into, 2);
  EXPECT_EQ(trace.totals.orders, 1);
  EXPECT_EQ(trace.totals.units, 3);
  ASSERT_EQ(trace.order_lines.items.size(), 1u);
  EXPECT_EQ(trace.order_lines.items[0].order_id, parcel.order);
  EXPECT_EQ(trace.order_lines.items[0].lot_id, chain.packed.lot_id);
  EXPECT_FALSE(trace.order_lines.items[0].shipped);
  told(orders::kParcelShipped, parcel);
  EXPECT_EQ(trace_of(chain.owner, chain.raw.lot_id).totals.shipped_parcels, 1);
  const auto opened = pack(chain, 5);
  EXPECT_EQ(trace_of(chain.owner, chain.raw.lot_id).totals.units, 8);
  told(orders::kParcelUnpacked, opened);
  EXPECT_EQ(trace_of(chain.owner, chain.raw.lot_id).totals.units, 3) << "what was unpacked reached nobody";
  expect_same_anew(chain.owner, {chain.raw.lot_id, chain.processed.lot_id, chain.packed.lot_id});
}

TEST_F(TraceGraph, IsOfOnesOwnLots) {
  const auto chain = tea();
  const auto stranger = cooperative();
  EXPECT_EQ(refused(traces_of_lots.trace(stranger, chain.raw.lot_id, {})).code, "lot_not_found");
  EXPECT_EQ(refused(traces_of_lots.made_of(stranger, chain.raw.lot_id, {})).code, "lot_not_found");
  EXPECT_EQ(refused(traces_of_lots.made_into(stranger, chain.raw.lot_id, {})).code, "lot_not_found");
  EXPECT_EQ(refused(traces_of_lots.households(stranger, chain.raw.lot_id, {})).code, "lot_not_found");
  EXPECT_EQ(refused(traces_of_lots.order_lines(stranger, chain.raw.lot_id, {})).code, "lot_not_found");
  EXPECT_EQ(refused(traces_of_lots.trace(chain.owner, LotId::make(clock, random), {})).code, "lot_not_found");
}

TEST_F(TraceGraph, GivesLongListsInPages) {
  const auto chain = tea();
  std::set<OrderId> orders;
  for (int i = 0; i < 7; ++i) orders.insert(pack(chain, 1).order);
  std::set<OrderId> seen;
  TraceListQuery query;
  query.limit = 3;
  std::size_t pages = 0;
  for (;; ++pages) {
    const auto page = must(traces_of_lots.order_lines(chain.owner, chain.raw.lot_id, query));
    for (const auto& line : page.items) EXPECT_TRUE(seen.insert(line.order_id).second);
    if (!page.next_cursor) break;
    query.cursor = Text<1, 512>(*page.next_cursor);
  }
  EXPECT_EQ(pages, 2u);
  EXPECT_EQ(seen, orders);
  query.cursor.reset();
  query.limit = 1;
  const auto first = must(traces_of_lots.made_into(chain.owner, chain.raw.lot_id, query));
  EXPECT_EQ(first.items.at(0).lot_id, chain.processed.lot_id);
  query.cursor = Text<1, 512>(first.next_cursor.value());
  const auto second = must(traces_of_lots.made_into(chain.owner, chain.raw.lot_id, query));
  EXPECT_EQ(second.items.at(0).lot_id, chain.packed.lot_id);
  EXPECT_FALSE(second.next_cursor.has_value());
  query.cursor.reset();
  const auto household = must(traces_of_lots.households(chain.owner, chain.packed.lot_id, query));
  query.cursor = Text<1, 512>(household.next_cursor.value());
  EXPECT_GT(must(traces_of_lots.households(chain.owner, chain.packed.lot_id, query)).items.at(0),
            household.items.at(0));
  query.cursor = Text<1, 512>("@");
  const auto wrong = refused(traces_of_lots.order_lines(chain.owner, chain.raw.lot_id, query));
  EXPECT_EQ(wrong.fields.at(0).code, "invalid_cursor");
}

// What a captured event says is told apart from our own record, and holds for its organisation only.
TEST_F(TraceGraph, TellsWhatWasCapturedApart) {
  const auto chain = tea();
  const std::string pallet = "urn:epc:id:sscc:0614141.1234567890", lorry = "urn:epc:id:sscc:0614141.1234567891";
  const std::string packed = *chain.packed.trace_url, blend = "urn:epc:class:lgtin:4012345.012345.998877";
  capture(chain.owner, aggregation("ADD", 1, pallet, packed));
  const auto wrong = aggregation("ADD", 2, "urn:epc:id:sscc:0614141.1234567899", packed);
  capture(chain.owner, wrong);
  capture(chain.owner, at_hour(3) + R"("type":"AggregationEvent","action":"ADD","parentID":")" + lorry +
                           R"(","childEPCs":[")" + pallet + "\"]");
  capture(chain.owner, aggregation("DELETE", 5, pallet, packed));
  capture(chain.owner, at_hour(6) + R"("type":"TransformationEvent","inputQuantityList":[{"epcClass":")" + packed +
                           R"(","quantity":2}],"outputQuantityList":[{"epcClass":")" + blend + R"(","quantity":1}])");
  auto trace = trace_of(chain.owner, chain.raw.lot_id);
  EXPECT_EQ(trace.totals.made_into, 2) << "a captured event changes no record";
  EXPECT_EQ(trace.captured.destinations_total, 4);
  std::map<std::string, TracedThing> things;
  for (const auto& thing : trace.captured.destinations) things.emplace(thing.name, thing);
  const auto& on_pallet = things.at("https://id.gs1.org/00/106141412345678908");
  EXPECT_EQ(on_pallet.relation, graph::Relation::container);
  EXPECT_EQ(to_rfc3339(on_pallet.from.value()), "2026-11-20T01:00:00Z");
  EXPECT_EQ(to_rfc3339(on_pallet.until.value()), "2026-11-20T05:00:00Z");
  EXPECT_EQ(to_rfc3339(things.at("https://id.gs1.org/00/106141412345678915").from.value()), "2026-11-20T03:00:00Z");
  EXPECT_EQ(things.at("https://id.gs1.org/01/04012345123456/10/998877").relation, graph::Relation::product);
  capture(chain.owner, wrong + R"(,"errorDeclaration":{"declarationTime":"2026-11-21T00:00:00Z"})");
  EXPECT_EQ(trace_of(chain.owner, chain.raw.lot_id).captured.destinations_total, 3) << "declared an error";
  const auto stranger = cooperative();
  capture(stranger, aggregation("ADD", 1, "urn:epc:id:sscc:0614141.1234567877", packed));
  EXPECT_EQ(trace_of(chain.owner, chain.raw.lot_id).captured.destinations_total, 3) << "others say what they like";
  expect_same_anew(chain.owner, {chain.raw.lot_id, chain.processed.lot_id, chain.packed.lot_id});
}

TEST_F(TraceGraph, LotsThatOnlyCapturedEventsRelateAreNamed) {
  const auto chain = tea();
  const auto second = record(
      chain.owner, packed_entry(chain.sku, record(chain.owner, raw_entry({{chain.households[0], 5000}})), 500, 1));
  capture(chain.owner, at_hour(6) + R"("type":"TransformationEvent","inputQuantityList":[{"epcClass":")" +
                           *chain.packed.trace_url + R"(","quantity":2}],"outputQuantityList":[{"epcClass":")" +
                           *second.trace_url + R"(","quantity":1}])");
  const auto forwards = trace_of(chain.owner, chain.packed.lot_id);
  EXPECT_EQ(forwards.captured.lots, std::vector<LotId>{second.lot_id});
  EXPECT_EQ(forwards.captured.destinations.at(0).lot_id, second.lot_id);
  const auto backwards = trace_of(chain.owner, second.lot_id);
  EXPECT_EQ(backwards.captured.lots.size(), 3u) << "all that the other lot was made of";
  EXPECT_EQ(backwards.captured.lots_total, 3);
  EXPECT_EQ(backwards.captured.origins.at(0).relation, graph::Relation::ingredient);
}

TEST_F(TraceGraph, AnswersWhatARecallReaches) {
  const auto chain = tea();
  put_on_sale(chain, 60);
  const auto first = pack(chain, 2), second = pack(chain, 3);
  told(orders::kParcelShipped, first);
  auto view = must(recalls.get(chain.owner, chain.raw.lot_id));
  EXPECT_EQ(view.orders_total, 2);
  EXPECT_EQ(view.parcels_total, 2);
  EXPECT_EQ(view.shipped_parcels, 1);
  EXPECT_EQ(view.units, 5);
  EXPECT_FALSE(view.complete);
  const auto late = OrderId::make(clock, random);  // orders has said so, its stream has not yet
  orders_service->orders_with_the_lot = {first.order, second.order, late};
  EXPECT_EQ(
      must(recalls.recall(chain.owner, key(), chain.raw.lot_id, {Text<1, 200>("农残超标")}, {})).value.orders_total, 3);
  view = must(recalls.get(chain.owner, chain.raw.lot_id));
  EXPECT_EQ(view.state, RecallState::confirmed);
  EXPECT_EQ(view.orders_total, 3);
  auto parcel = parcel_of(*chain.owner.organisation, chain.sku, chain.packed.lot_id, 1);
  parcel.order = late;
  told(orders::kParcelPacked, parcel);
  told(orders::kLotBlocked, "lot", chain.packed.lot_id.str(), {});
  view = must(recalls.get(chain.owner, chain.raw.lot_id));
  EXPECT_TRUE(view.complete);
  EXPECT_EQ(view.orders_total, 3);
  EXPECT_EQ(view.units, 6);
  EXPECT_TRUE(trace_of(chain.owner, chain.packed.lot_id).lot.recalled);
  RecallOrdersQuery query;
  query.limit = 2;
  const auto page = must(recalls.orders(chain.owner, chain.raw.lot_id, query));
  EXPECT_EQ(page.items.size(), 2u);
  query.cursor = Text<1, 512>(page.next_cursor.value());
  EXPECT_EQ(must(recalls.orders(chain.owner, chain.raw.lot_id, query)).items.size(), 1u);
}

// Cooperatives record at random, parcels come and go; what followed is what the tables say.
TEST_F(TraceGraph, IsTheSameBuiltAnew) {
  constexpr std::uint64_t kSeed = 20261127;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 dice(kSeed);
  const auto below = [&](std::size_t end) { return dice() % end; };
  const auto owner = cooperative();
  std::vector<HouseholdId> families;
  for (int i = 0; i < 4; ++i) families.push_back(household(owner));
  const auto sku = published(owner);
  std::vector<LotView> unpacked, packed;
  std::vector<orders::ParcelFacts> parcels;
  std::vector<LotId> all;
  for (int i = 0; i < 60; ++i) {
    clock.advance(std::chrono::milliseconds(3));
    const auto what = below(6);
    if (what == 0 || unpacked.empty()) {
      unpacked.push_back(record(owner, raw_entry({{families[below(4)], 100000}, {families[below(4)], 100000}})));
      all.push_back(unpacked.back().lot_id);
    } else if (what <= 2) {
      const auto input = unpacked[below(unpacked.size())], other = unpacked[below(unpacked.size())];
      const bool pack_it = below(2) == 0;
      auto entry = pack_it ? packed_entry(sku, input, 500, 1) : processed_entry(input, 500, 500);
      if (other.lot_id != input.lot_id) entry.inputs->push_back({other.lot_id, 500});
      auto made = run(lots.record(owner, key(), entry, {}));
      if (made.has_error()) continue;
      (pack_it ? packed : unpacked).push_back(made->value);
      all.push_back(made->value.lot_id);
    } else if (what <= 4 && !packed.empty()) {
      const auto& lot = packed[below(packed.size())];
      parcels.push_back(parcel_of(*owner.organisation, sku, lot.lot_id, 1));
      told(orders::kParcelPacked, parcels.back());
      capture(owner, aggregation(below(2) ? "ADD" : "DELETE", static_cast<int>(below(20)),
                                 "urn:epc:id:sscc:0614141.123456789" + std::to_string(below(4)), *lot.trace_url));
    } else if (!parcels.empty()) {
      told(below(2) ? orders::kParcelUnpacked : orders::kParcelShipped, parcels[below(parcels.size())]);
    }
  }
  ASSERT_GT(packed.size(), 3u);
  expect_same_anew(owner, all);
}

constexpr db::Query kInsertEvent{"test.insert_event", R"(INSERT INTO outbox
(id, event_type, aggregate_type, aggregate_id, version, occurred_at, actor, reason, trace_id, payload)
VALUES (:id, 'test', 'thing', 'one', :version, :now, 'system', '', '', '{}'))"};
constexpr db::Query kInsertPending{"test.insert_pending", "INSERT INTO outbox_pending (id) VALUES (:id)"};

// An event whose previous version has none waits for ever; whoever asks for a trace does not.
TEST_F(TraceGraph, DoesNotWaitForWhatIsHeldBack) {
  const auto chain = tea();
  const auto done = service.transaction([&](db::Tx& tx) -> Result<void> {
    for (const std::int64_t version : {2, 3}) {
      const auto id = EventId::make(clock, random);
      tx.execute(kInsertEvent, {{"id", id}, {"version", version}, {"now", tx.now()}});
      tx.execute(kInsertPending, {{"id", id}});
    }
    return {};
  });
  ASSERT_TRUE(done);
  const auto lot = record(chain.owner, raw_entry({{chain.households[0], 5000}}));
  EXPECT_EQ(trace_of(chain.owner, lot.lot_id).totals.households, 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox_pending"), 2);
}

constexpr db::Query kForgetMovements{"test.forget_movements", "DELETE FROM parcel_movement WHERE sequence > 1"};

// A database that was restored from a copy has forgotten what the graph remembers.
TEST_F(TraceGraph, IsBuiltAnewWhereAStreamWentBack) {
  background.stop();
  const auto chain = tea();
  number();
  pack(chain, 2);
  pack(chain, 3);
  graph::Follower restored(service.database, sequencer, workers, names.unpacked_lots());
  run(restored.load());
  EXPECT_FALSE(run(restored.follow()));
  const auto done = service.transaction([](db::Tx& tx) -> Result<void> {
    tx.execute(kForgetMovements);
    return {};
  });
  ASSERT_TRUE(done);
  EXPECT_THROW(run(restored.follow()), std::logic_error);
  EXPECT_EQ(restored.current(), nullptr);
  run(restored.load());
  LotTraceService traces_of_restored(restored);
  EXPECT_EQ(must(traces_of_restored.trace(chain.owner, chain.raw.lot_id, {})).totals.units, 2);
}

// Whoever asks while the graph is being built waits, or is told to come again; a recall goes on by the tables.
TEST_F(TraceGraph, SaysThatItIsBeingBuilt) {
  const auto chain = tea();
  graph::Follower unbuilt(service.database, sequencer, workers, names.unpacked_lots());
  LotTraceService none(unbuilt);
  EXPECT_THROW(run(none.trace(chain.owner, chain.raw.lot_id, {})), Unavailable);
  RecallService without(service.database, sequencer, recorder, random);
  without.connect(orders_service);
  without.connect(unbuilt);
  pack(chain, 2);
  const auto view = must(without.get(chain.owner, chain.raw.lot_id));
  EXPECT_EQ(view.lots_total, 3);
  EXPECT_EQ(view.units, 2);
}

}  // namespace
}  // namespace shanhai::traceability
