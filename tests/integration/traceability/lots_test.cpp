#include <boost/asio/use_future.hpp>
#include <future>
#include <thread>

#include "services/traceability/api.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

class Lots : public World {};

TEST_F(Lots, KeepTheirBalanceThroughTheChain) {
  const auto chain = tea();
  EXPECT_EQ(chain.raw.quantity, 60000);
  EXPECT_EQ(chain.raw.households, 2);
  EXPECT_EQ(chain.processed.loss_g, 15000);
  EXPECT_EQ(chain.packed.loss_g, 0);
  EXPECT_EQ(chain.packed.product_name, "凉山苦荞茶");
  EXPECT_EQ(chain.packed.net_weight_g, 500);
  EXPECT_EQ(chain.packed.households, 2);
  EXPECT_EQ(chain.packed.trace_url,
            std::string(kPublicUrl) + "/01/" + *chain.packed.gtin + "/10/" + chain.packed.lot_number);
  const auto raw = look(chain.owner, chain.raw.lot_id), processed = look(chain.owner, chain.processed.lot_id);
  EXPECT_EQ(raw.available, 0);
  EXPECT_EQ(raw.consumed, 60000);
  EXPECT_EQ(processed.available, 5000);
  EXPECT_EQ(processed.consumed, 40000);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Lots, EachChangeIsAnEventOfTheOutboxAndOfTheRepository) {
  const auto chain = tea();
  EXPECT_EQ(events_of(kLotRecorded).size(), 3u);
  const auto consumed = events_of(kLotConsumed);
  ASSERT_EQ(consumed.size(), 2u);
  EXPECT_EQ(consumed[0].aggregate_id, chain.raw.lot_id.str());
  EXPECT_EQ(consumed[0].version, 2);
  EXPECT_EQ(consumed[0].actor, chain.owner.actor());
  const auto events = recorded();
  ASSERT_EQ(events.size(), 4u);  // two deliveries, processing, packing
  for (const auto& event : events) EXPECT_EQ(epcis::tampering(event), "");
  EXPECT_EQ(events[2].event_type, "TransformationEvent");
  EXPECT_EQ(events[2].biz_step, "commissioning");
  EXPECT_EQ(events[3].biz_step, "packing");
}

TEST_F(Lots, EventsAreEpcisDocuments) {
  const auto chain = tea();
  const auto events = recorded();
  const auto delivery = json::parse_value(events[0].body).value().as_object();
  EXPECT_EQ(delivery.at("@context").as_array().at(0).as_string(),
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld");
  EXPECT_EQ(delivery.at("type").as_string(), "ObjectEvent");
  EXPECT_EQ(delivery.at("action").as_string(), "ADD");
  EXPECT_EQ(delivery.at("eventTime").as_string(), "2026-11-23T00:00:00.000+08:00");
  EXPECT_EQ(delivery.at("readPoint").at("id").as_string(), std::string(kPublicUrl) + "/loc/513431");
  EXPECT_EQ(delivery.at("quantityList").at(0).at("uom").as_string(), "KGM");
  EXPECT_TRUE(delivery.at("eventID").as_string().starts_with("ni:///sha-256;"));
  const auto source = std::string(delivery.at("sourceList").at(0).at("source").as_string());
  EXPECT_TRUE(source.ends_with("/party/" + chain.households[0].str()) ||
              source.ends_with("/party/" + chain.households[1].str()))
      << source;
  const auto packing = json::parse_value(events[3].body).value().as_object();
  EXPECT_EQ(packing.at("inputQuantityList").at(0).at("quantity").as_int64(), 40);
  EXPECT_EQ(packing.at("outputQuantityList").at(0).at("quantity").as_int64(), 80);
  EXPECT_FALSE(packing.at("outputQuantityList").at(0).as_object().contains("uom"));
  EXPECT_EQ(packing.at("outputQuantityList").at(0).at("epcClass").as_string(), *chain.packed.trace_url);
  EXPECT_EQ(packing.at("ilmd").at("cbvmda:lotNumber").as_string(), chain.packed.lot_number);
  for (const auto& event : events) {
    EXPECT_EQ(event.body.find("阿木"), std::string::npos) << "a household's name stands in an event";
    EXPECT_EQ(event.body.find("13800138000"), std::string::npos);
  }
}

TEST_F(Lots, NothingIsTakenBeyondTheBalance) {
  const auto chain = tea();
  const auto error = refused(lots.record(chain.owner, key(), processed_entry(chain.processed, 5001, 1), {}));
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "insufficient_lot_balance");
  EXPECT_EQ(error.extensions.at("lot").as_string(), chain.processed.lot_id.str());
  EXPECT_EQ(error.extensions.at("requested").as_int64(), 5001);
  EXPECT_EQ(error.extensions.at("available").as_int64(), 5000);
  EXPECT_EQ(refused(lots.record(chain.owner, key(), processed_entry(chain.processed, 100, 101), {})).code,
            "output_exceeds_inputs");
  EXPECT_EQ(refused(lots.record(chain.owner, key(), packed_entry(chain.sku, chain.processed, 5000, 11), {})).code,
            "output_exceeds_inputs");
  EXPECT_EQ(count("SELECT COUNT(*) FROM balance_refusal"), 3);
  EXPECT_EQ(count("SELECT COUNT(*) FROM balance_refusal WHERE requested = 5500 AND available = 5000"), 1);
  EXPECT_EQ(look(chain.owner, chain.processed.lot_id).available, 5000);
  EXPECT_EQ(count("SELECT COUNT(*) FROM lot"), 3) << "a refused lot left something behind";
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Lots, RefusalsNameTheirFields) {
  const auto chain = tea();
  const auto beyond = refused(lots.record(chain.owner, key(), processed_entry(chain.processed, 5001, 1), {}));
  EXPECT_EQ(beyond.fields.at(0).pointer, "/inputs/0/quantity");
  auto early = processed_entry(chain.processed, 100, 100);
  early.made_on = add_days(chain.processed.made_on, -1);
  const auto before = refused(lots.record(chain.owner, key(), early, {}));
  EXPECT_EQ(before.code, "before_inputs");
  EXPECT_EQ(before.fields.at(0).pointer, "/made_on");
  auto again = processed_entry(chain.processed, 100, 100);
  again.lot_number = chain.processed.lot_number;
  EXPECT_EQ(refused(lots.record(chain.owner, key(), again, {})).fields.at(0).pointer, "/lot_number");
  EXPECT_EQ(look(chain.owner, chain.processed.lot_id).available, 5000);
}

TEST_F(Lots, AreRecordedOncePerKey) {
  const auto owner = cooperative();
  const auto entry = raw_entry({{household(owner), 1000}});
  const auto once = key();
  const auto first = must(lots.record(owner, once, entry, {})), second = must(lots.record(owner, once, entry, {}));
  EXPECT_FALSE(first.replayed);
  EXPECT_TRUE(second.replayed);
  EXPECT_EQ(first.value.lot_id, second.value.lot_id);
  EXPECT_EQ(count("SELECT COUNT(*) FROM lot"), 1);
  auto other = once;
  other.payload = std::string(32, 'x');
  EXPECT_EQ(refused(lots.record(owner, other, entry, {})).code, "idempotency_key_reused");
}

TEST_F(Lots, NumbersAreUniqueWithinTheirClass) {
  const auto chain = tea();
  auto again = raw_entry({{chain.households[0], 1}});
  again.lot_number = chain.raw.lot_number;
  EXPECT_EQ(refused(lots.record(chain.owner, key(), again, {})).code, "lot_number_taken");
  auto packed = packed_entry(chain.sku, chain.processed, 500, 1);
  packed.lot_number = chain.packed.lot_number;
  EXPECT_EQ(refused(lots.record(chain.owner, key(), packed, {})).code, "lot_number_taken");
  EXPECT_EQ(look(chain.owner, chain.processed.lot_id).available, 5000) << "a refused lot took its inputs";
  packed.sku_id = published(chain.owner);  // another SKU may have the same number
  EXPECT_EQ(record(chain.owner, packed).lot_number, chain.packed.lot_number);
  const auto neighbour = cooperative();
  again.deliveries->front().household_id = household(neighbour);
  EXPECT_EQ(record(neighbour, again).lot_number, chain.raw.lot_number);
}

TEST_F(Lots, WhatBelongsToAnotherDoesNotExist) {
  const auto chain = tea();
  const auto stranger = cooperative();
  EXPECT_EQ(refused(lots.get(stranger, chain.raw.lot_id)).code, "lot_not_found");
  EXPECT_TRUE(must(lots.list(stranger, {})).items.empty());
  const auto inputs = refused(lots.record(stranger, key(), processed_entry(chain.processed, 1, 1), {}));
  EXPECT_EQ(inputs.code, "lot_not_found");
  EXPECT_EQ(inputs.fields.front().pointer, "/inputs/0/lot_id");
  const auto deliveries =
      refused(lots.record(stranger, key(), raw_entry({{household(stranger), 1}, {chain.households[0], 1}}), {}));
  EXPECT_EQ(deliveries.code, "household_not_found");
  EXPECT_EQ(deliveries.fields.front().pointer, "/deliveries/1/household_id");
  const auto own = record(stranger, raw_entry({{household(stranger), 5000}}));
  const auto sku = refused(lots.record(stranger, key(), packed_entry(chain.sku, own, 500, 1), {}));
  EXPECT_EQ(sku.code, "sku_not_found");
  EXPECT_EQ(sku.fields.front().pointer, "/sku_id");
  auth::Principal nobody = stranger;
  nobody.organisation.reset();
  EXPECT_EQ(refused(lots.list(nobody, {})).kind, ErrorKind::forbidden);
}

TEST_F(Lots, AreListedNewestFirstInPages) {
  const auto owner = cooperative();
  const auto from = household(owner);
  std::vector<LotId> expected;
  for (int i = 0; i < 7; ++i) {
    expected.insert(expected.begin(), record(owner, raw_entry({{from, 1000}})).lot_id);
    clock.advance(std::chrono::milliseconds(1));
  }
  std::vector<LotId> seen;
  LotQuery query;
  query.limit = 3;
  query.kind = LotKind::raw;
  for (int page = 0; page < 3; ++page) {
    const auto got = must(lots.list(owner, query));
    for (const auto& lot : got.items) seen.push_back(lot.lot_id);
    EXPECT_EQ(got.next_cursor.has_value(), page < 2);
    if (got.next_cursor) query.cursor = Text<1, 512>(*got.next_cursor);
  }
  EXPECT_EQ(seen, expected);
  query.kind = LotKind::packed;
  query.cursor.reset();
  EXPECT_TRUE(must(lots.list(owner, query)).items.empty());
  query.cursor = Text<1, 512>("no cursor");
  EXPECT_EQ(refused(lots.list(owner, query)).fields.front().pointer, "query/cursor");
}

TEST_F(Lots, AreNotTakenTwiceAtOnce) {
  const auto owner = cooperative();
  const auto raw = record(owner, raw_entry({{household(owner), 10000}}));
  std::vector<LotEntry> entries;
  std::vector<db::IdempotencyKey> keys;
  for (int i = 0; i < 24; ++i) {
    entries.push_back(processed_entry(raw, 900, 900));
    keys.push_back(key());
  }
  std::vector<std::future<Result<db::Replayable<LotView>>>> results;
  for (int i = 0; i < 24; ++i) {
    results.push_back(
        std::async(std::launch::async, [&, i] { return fixture::run(lots.record(owner, keys[i], entries[i], {})); }));
  }
  int made = 0, refusals = 0;
  for (auto& result : results) {
    const auto got = result.get();
    made += got.has_value();
    refusals += got.has_error() && got.error().code == "insufficient_lot_balance";
  }
  EXPECT_EQ(made, 11);
  EXPECT_EQ(refusals, 13);
  EXPECT_EQ(look(owner, raw.lot_id).available, 100);
  EXPECT_EQ(count("SELECT COUNT(*) FROM balance_refusal"), 13);
  EXPECT_EQ(audit_differences(), "");
  EXPECT_EQ(events_of(kLotConsumed).size(), 11u);
}

TEST_F(Lots, OfSeveralInputsAtOnceNeverDeadlock) {
  const auto owner = cooperative();
  const auto from = household(owner);
  const auto a = record(owner, raw_entry({{from, 100000}})), b = record(owner, raw_entry({{from, 100000}}));
  std::vector<std::future<bool>> results;
  for (int i = 0; i < 16; ++i) {
    auto entry = processed_entry(a, 10, 15);
    entry.inputs = i % 2 ? std::vector<InputEntry>{{a.lot_id, 10}, {b.lot_id, 5}}
                         : std::vector<InputEntry>{{b.lot_id, 5}, {a.lot_id, 10}};
    results.push_back(std::async(std::launch::async, [this, owner, entry, one = key()] {
      return fixture::run(lots.record(owner, one, entry, {})).has_value();
    }));
  }
  for (auto& result : results) EXPECT_TRUE(result.get());
  EXPECT_EQ(look(owner, a.lot_id).consumed, 160);
  EXPECT_EQ(look(owner, b.lot_id).consumed, 80);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Lots, ASkuThatIsOnItsWayIsWaitedFor) {
  const auto owner = cooperative();
  const auto raw = record(owner, raw_entry({{household(owner), 5000}}));
  auto entry = packed_entry(SkuId::make(clock, random), raw, 500, 1);
  // Recording begins before the catalog's event has come; the SKU comes when it has begun to look.
  asio::io_context context(1);
  auto recorded = asio::co_spawn(context.get_executor(), lots.record(owner, key(), entry, {}), asio::use_future);
  EXPECT_EQ(recorded.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  context.run_one();
  const auto sku = *entry.sku_id;
  service.transaction([&](db::Tx& tx) -> Result<void> {
    store::put_skus(tx, 1,
                    {{sku, ProductId::make(clock, random), *owner.organisation, "02012345678903", "凉山苦荞茶", "500 g",
                      "盒", 500}});
    return {};
  });
  context.run();
  EXPECT_EQ(recorded.get().value().value.gtin, "02012345678903");
}

}  // namespace
}  // namespace shanhai::traceability
