#include <future>

#include "services/traceability/epcis/event_hash.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

class LotAdjustments : public World {
 protected:
  CorrectionEntry entry(std::int64_t quantity, std::optional<std::int64_t> delivery = std::nullopt) {
    CorrectionEntry out;
    if (delivery) out.delivery = *delivery;
    out.quantity = quantity;
    out.reason = "过秤单抄错";
    return out;
  }
  LotView correct(const auth::Principal& by, LotId lot, const CorrectionEntry& what) {
    clock.advance(std::chrono::milliseconds(5));
    return must(lots.correct(by, key(), lot, what, {})).value;
  }
  Error no_correction(const auth::Principal& by, LotId lot, const CorrectionEntry& what) {
    return refused(lots.correct(by, key(), lot, what, {}));
  }
  WriteOffEntry gone(std::int64_t quantity, AdjustmentCause cause = AdjustmentCause::spoilt) {
    return {cause, quantity, "受潮霉变"};
  }
  static json::Object document(const epcis::StoredEvent& event) { return json::parse_value(event.body)->as_object(); }
};

TEST_F(LotAdjustments, ADeliveryThatWasWrittenDownWrongly) {
  const auto owner = cooperative();
  const std::vector<HouseholdId> from{household(owner, "阿木一"), household(owner, "阿木二")};
  const auto raw = record(owner, raw_entry({{from[0], 25000}, {from[1], 35000}}));
  const auto less = correct(owner, raw.lot_id, entry(3500, 2));
  EXPECT_EQ(less.quantity, 28500);
  EXPECT_EQ(less.available, 28500);
  EXPECT_EQ(less.version, 2);
  const auto again = correct(owner, raw.lot_id, entry(35500, 2));
  EXPECT_EQ(again.quantity, 60500) << "a correction is corrected";
  EXPECT_EQ(correct(owner, raw.lot_id, entry(35000, 2)).quantity, 60000) << "back to what was said first";
  const auto list = must(lots.adjustments(owner, raw.lot_id));
  ASSERT_EQ(list.items.size(), 3u);
  EXPECT_EQ(list.items[0].quantity, -31500);
  EXPECT_EQ(list.items[1].quantity, 32000);
  EXPECT_EQ(list.items[1].delivery, 2);
  EXPECT_EQ(list.items[0].reason, "过秤单抄错");
  EXPECT_EQ(audit_differences(), "");
  const auto told = events_of(kLotCorrected);
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0].reason, "过秤单抄错");
  EXPECT_EQ(told[0].actor, owner.actor());
}

// EPCIS 2.0: the wrong event stands there again with its error declaration, which names the event that is right.
TEST_F(LotAdjustments, DeclareTheWrongEventErroneous) {
  const auto owner = cooperative();
  const auto raw = record(owner, raw_entry({{household(owner), 25000}, {household(owner), 35000}}));
  correct(owner, raw.lot_id, entry(3500, 2));
  correct(owner, raw.lot_id, entry(36000, 2));
  const auto events = recorded();
  ASSERT_EQ(events.size(), 6u);  // two deliveries; two times a right one and a declaration
  const auto wrong = document(events[1]), right = document(events[2]), declared = document(events[3]);
  EXPECT_EQ(declared.at("eventID"), wrong.at("eventID"));
  EXPECT_EQ(declared.at("quantityList"), wrong.at("quantityList"));
  const auto& declaration = declared.at("errorDeclaration").as_object();
  EXPECT_EQ(declaration.at("reason").as_string(), "incorrect_data");
  EXPECT_EQ(declaration.at("correctiveEventIDs").at(0), right.at("eventID"));
  EXPECT_EQ(right.at("quantityList").at(0).at("quantity").to_number<double>(), 3.5);
  EXPECT_EQ(right.at("shanhai:delivery").as_int64(), 2);
  EXPECT_EQ(right.at("eventTime"), wrong.at("eventTime"));
  EXPECT_EQ(document(events[5]).at("eventID"), right.at("eventID")) << "what stood was the first correction";
  EXPECT_EQ(events[3].hash, events[1].hash);
  for (const auto& event : events) EXPECT_EQ(epcis::tampering(event), "");
  const auto own = must(traces.own_trace(owner, raw.lot_id, {}, http::Language::zh));
  EXPECT_EQ(own.events.size(), 6u);
  EXPECT_EQ(own.lots[0].deliveries[1].quantity, 36000) << "as it stands";
  EXPECT_EQ(own.journey.at(0).quantity, 61000) << "pages add up what is right";
}

TEST_F(LotAdjustments, WhatCameOutStaysWithinWhatWentIn) {
  const auto chain = tea();  // 60000 in, 45000 out, 40000 of it packed into 80 units of 500 g
  const auto processed = chain.processed.lot_id;
  const auto more = correct(chain.owner, processed, entry(50000));
  EXPECT_EQ(more.available, 10000);
  EXPECT_EQ(more.loss_g, 10000);
  EXPECT_EQ(no_correction(chain.owner, processed, entry(60001)).code, "output_exceeds_inputs");
  const auto less = no_correction(chain.owner, processed, entry(39999));
  EXPECT_EQ(less.code, "insufficient_lot_balance");
  EXPECT_EQ(less.fields.at(0).pointer, "/quantity");
  EXPECT_EQ(less.extensions.at("requested").as_int64(), 10001);
  EXPECT_EQ(less.extensions.at("available").as_int64(), 10000);
  const auto tried = must(lots.adjustments(chain.owner, processed)).refused;
  ASSERT_EQ(tried.size(), 2u) << "what was tried is flagged";
  EXPECT_EQ(tried[0].attempt, "correct");
  EXPECT_EQ(tried[0].requested, 60001);
  EXPECT_EQ(tried[0].available, 60000);
  const auto packed = correct(chain.owner, chain.packed.lot_id, entry(79));
  EXPECT_EQ(packed.loss_g, 500);
  EXPECT_EQ(no_correction(chain.owner, chain.packed.lot_id, entry(81)).code, "output_exceeds_inputs");
  EXPECT_EQ(audit_differences(), "");
  const auto declared = document(recorded().back());
  EXPECT_EQ(declared.at("type").as_string(), "TransformationEvent");
  EXPECT_EQ(declared.at("bizStep").as_string(), "packing");
  EXPECT_TRUE(declared.contains("errorDeclaration"));
  for (const auto& event : recorded()) EXPECT_EQ(epcis::tampering(event), "");
}

TEST_F(LotAdjustments, NameTheWrongField) {
  const auto chain = tea();
  const auto pointer = [](const Error& error) { return error.fields.at(0).pointer + " " + error.fields.at(0).code; };
  EXPECT_EQ(pointer(no_correction(chain.owner, chain.raw.lot_id, entry(1))), "/delivery required");
  EXPECT_EQ(pointer(no_correction(chain.owner, chain.raw.lot_id, entry(1, 3))), "/delivery out_of_range");
  EXPECT_EQ(pointer(no_correction(chain.owner, chain.processed.lot_id, entry(1, 1))), "/delivery not_allowed");
  EXPECT_EQ(pointer(no_correction(chain.owner, chain.raw.lot_id, entry(25000, 1))), "/quantity nothing_to_correct");
  const auto stranger = cooperative();
  EXPECT_EQ(no_correction(stranger, chain.raw.lot_id, entry(1, 1)).code, "lot_not_found");
  EXPECT_EQ(refused(lots.write_off(stranger, key(), chain.raw.lot_id, gone(1), {})).code, "lot_not_found");
  EXPECT_EQ(refused(lots.adjustments(stranger, chain.raw.lot_id)).code, "lot_not_found");
  EXPECT_EQ(pointer(refused(lots.write_off(chain.owner, key(), chain.packed.lot_id,
                                           gone(1, AdjustmentCause::recorded_wrongly), {}))),
            "/cause not_allowed");
  EXPECT_EQ(count("SELECT COUNT(*) FROM lot_adjustment"), 0);
}

TEST_F(LotAdjustments, WhatIsWrittenOffIsNeitherSoldNorUsed) {
  const auto chain = tea();
  const auto once = key();
  const auto first = must(lots.write_off(chain.owner, once, chain.packed.lot_id, gone(30), {}));
  EXPECT_TRUE(must(lots.write_off(chain.owner, once, chain.packed.lot_id, gone(30), {})).replayed);
  EXPECT_EQ(first.value.available, 50);
  EXPECT_EQ(first.value.written_off, 30);
  EXPECT_EQ(refused(sales.put_on_sale(chain.owner, key(), chain.packed.lot_id, {51}, {})).code,
            "insufficient_lot_balance");
  put_on_sale(chain, 50);
  EXPECT_EQ(refused(lots.write_off(chain.owner, key(), chain.packed.lot_id, gone(1), {})).code,
            "insufficient_lot_balance");
  EXPECT_EQ(events_of(kLotWrittenOff).size(), 1u);
  EXPECT_EQ(audit_differences(), "");
  const std::pair<AdjustmentCause, const char*> steps[] = {{AdjustmentCause::destroyed, "destroying"},
                                                           {AdjustmentCause::sample, "sampling"},
                                                           {AdjustmentCause::own_use, "decommissioning"}};
  for (const auto& [cause, step] : steps) {
    must(lots.write_off(chain.owner, key(), chain.processed.lot_id, gone(100, cause), {}));
    EXPECT_EQ(document(recorded().back()).at("bizStep").as_string(), step);
  }
  // The public page tells of goods, not of bookkeeping.
  for (const auto& step : trace(chain.packed).journey) EXPECT_NE(step.step, Step::note);
}

TEST_F(LotAdjustments, AtOnceTakeNothingTwice) {
  const auto chain = tea();
  std::vector<std::future<std::int64_t>> taken;
  for (int i = 0; i < 16; ++i) {
    taken.push_back(std::async(std::launch::async, [&, i, one = key()]() -> std::int64_t {
      if (i % 2)
        return fixture::run(lots.write_off(chain.owner, one, chain.packed.lot_id, gone(9), {})).has_value() ? 9 : 0;
      return fixture::run(sales.put_on_sale(chain.owner, one, chain.packed.lot_id, {7}, {})).has_value() ? 7 : 0;
    }));
  }
  std::int64_t sum = 0;
  for (auto& one : taken) sum += one.get();
  const auto lot = look(chain.owner, chain.packed.lot_id);
  EXPECT_EQ(lot.written_off + lot.on_sale, sum);
  EXPECT_EQ(lot.available, 80 - sum);
  EXPECT_LT(lot.available, 9);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(LotAdjustments, NothingIsMadeOfWhatIsPastItsDate) {
  const auto owner = cooperative();
  auto fresh = raw_entry({{household(owner), 10000}});
  fresh.best_before = add_days(today(), 3);
  const auto raw = record(owner, fresh);
  record(owner, processed_entry(raw, 100, 100));
  clock.advance(std::chrono::hours(24 * 4));
  const auto late = refused(lots.record(owner, key(), processed_entry(raw, 100, 100), {}));
  EXPECT_EQ(late.code, "lot_expired");
  EXPECT_EQ(late.fields.at(0).pointer, "/inputs/0/lot_id");
}

TEST_F(LotAdjustments, AndLotsKeepToAnnouncedYields) {
  const auto owner = cooperative();
  const auto raw = record(owner, raw_entry({{household(owner), 100000}}));
  auth::Principal platform;
  platform.account = AccountId::make(clock, random);
  platform.role = auth::Role::platform_operator;
  const YieldLimitEntry drying{"drying", add_days(today(), 1), 400, 50, "地方标准"};
  auto late = drying;
  late.valid_from = today();  // what was made this morning could never be corrected
  EXPECT_EQ(refused(lots.limit_yield(platform, late)).fields.at(0).code, "not_after_today");
  auto nameless = drying;
  nameless.process = "晾晒";
  EXPECT_EQ(refused(lots.limit_yield(platform, nameless)).fields.at(0).code, "invalid_name");
  must(lots.limit_yield(platform, drying));
  EXPECT_EQ(refused(lots.limit_yield(platform, drying)).code, "yield_limit_exists");
  EXPECT_EQ(must(lots.yield_limits()).items.size(), 1u);
  clock.advance(std::chrono::hours(24));
  auto entry = processed_entry(raw, 10000, 4501);
  EXPECT_EQ(refused(lots.record(owner, key(), entry, {})).code, "process_required");
  entry.process = Text<1, 40>("drying");
  const auto error = refused(lots.record(owner, key(), entry, {}));
  EXPECT_EQ(error.code, "yield_exceeded");
  EXPECT_EQ(error.extensions.at("available").as_int64(), 4500);
  EXPECT_EQ(count("SELECT COUNT(*) FROM balance_refusal WHERE requested = 4501 AND available = 4500"), 1);
  entry.quantity = 4000;
  const auto dried = record(owner, entry);
  EXPECT_EQ(dried.process, "drying");
  EXPECT_EQ(document(recorded().back()).at("shanhai:process").as_string(), "drying");
  EXPECT_EQ(no_correction(owner, dried.lot_id, this->entry(4501)).code, "yield_exceeded");
  EXPECT_EQ(correct(owner, dried.lot_id, this->entry(4500)).available, 4500);
  EXPECT_EQ(audit_differences(), "");
}

// Goods of another county are not packed as those of the product's.
TEST_F(LotAdjustments, ThePackedLotComesFromTheProductsCounty) {
  const auto owner = cooperative();
  const auto from = household(owner);
  const auto sku = published(owner);  // of Zhaojue
  auto elsewhere = raw_entry({{from, 10000}});
  elsewhere.county = kMeigu;
  const auto foreign = record(owner, elsewhere), own = record(owner, raw_entry({{from, 10000}}));
  clock.advance(std::chrono::milliseconds(2));
  const auto blended = record(owner, [&] {
    auto blend = processed_entry(own, 5000, 6000);
    blend.inputs->push_back({foreign.lot_id, 1000});
    return blend;
  }());
  for (const auto* raw : {&foreign, &blended}) {
    const auto error = refused(lots.record(owner, key(), packed_entry(sku, *raw, 500, 1), {}));
    EXPECT_EQ(error.code, "origin_differs");
    EXPECT_EQ(error.fields.at(0).pointer, "/inputs");
    EXPECT_EQ(error.extensions.at("found").as_string(), kMeigu);
  }
  auto packed = packed_entry(sku, own, 500, 1);
  packed.county = kMeigu;
  EXPECT_EQ(refused(lots.record(owner, key(), packed, {})).fields.at(0).pointer, "/county");
  packed.outside_county = true;
  EXPECT_EQ(record(owner, packed).county, kMeigu) << "elsewhere, and it says so";
  EXPECT_EQ(look(owner, blended.lot_id).available, 6000) << "a refused lot took its inputs";
  EXPECT_EQ(audit_differences(), "");
}

}  // namespace
}  // namespace shanhai::traceability
