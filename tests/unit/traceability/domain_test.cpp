#include <gtest/gtest.h>

#include "services/traceability/household/domain.hpp"
#include "services/traceability/lot/domain.hpp"
#include "services/traceability/sale/domain.hpp"

namespace shanhai::traceability {
namespace {

Date day(const char* text) { return parse_date(text).value(); }
const Date kToday = parse_date("2026-11-23").value();

TEST(Household, KnowsDivisionsOfTheCounty) {
  for (const auto* code : {"513431", "513431100", "513431100201", "440604"})
    EXPECT_TRUE(is_village_division(code)) << code;
  for (const auto* code : {"", "51343", "5134311", "513400", "510000", "999999", "51343110020x", "5134311002011"}) {
    EXPECT_FALSE(is_village_division(code)) << code;
  }
}

TEST(Household, ChecksIdentityNumbers) {
  EXPECT_TRUE(is_identity_number("11010519491231002X"));   // the standard's examples; of the second the person would be
  EXPECT_FALSE(is_identity_number("440524188001010014"));  // older than anybody alive
  for (const auto* number : {"", "110105194912310021", "11010519491331002X", "11010519491231002x", "1101051949123100",
                             "11010519490230002X"}) {
    EXPECT_FALSE(is_identity_number(number)) << number;
  }
}

TEST(Household, NamesEveryWrongField) {
  const auto wrong = check_household("x", "123", "456").error();
  ASSERT_EQ(wrong.fields.size(), 3u);
  EXPECT_EQ(wrong.fields[0].pointer, "/village_division");
  EXPECT_EQ(wrong.fields[1].pointer, "/phone");
  EXPECT_EQ(wrong.fields[2].pointer, "/id_number");
  EXPECT_TRUE(check_household("513431", std::nullopt, std::nullopt).has_value());
  EXPECT_TRUE(check_household("513431", "13800138000", "11010519491231002X").has_value());
}

LotDraft raw_draft() {
  LotDraft draft;
  draft.kind = LotKind::raw;
  draft.has_product_name = true;
  draft.lot_number = "R1";
  draft.county = "513431";
  draft.made_on = day("2026-11-20");
  draft.quantity = 300;
  draft.deliveries = {{HouseholdId(), 100, day("2026-11-19")}, {HouseholdId(), 200, day("2026-11-20")}};
  return draft;
}

LotDraft packed_draft() {
  LotDraft draft;
  draft.kind = LotKind::packed;
  draft.has_sku = true;
  draft.lot_number = "T1";
  draft.county = "513431";
  draft.made_on = day("2026-11-20");
  draft.unit = Unit::pcs;
  draft.quantity = 10;
  draft.inputs = {{LotId(), 5000}};
  return draft;
}

struct Flaw {
  const char *pointer, *code;
  std::function<void(LotDraft&)> make;
};

void expect_flaws(const std::function<LotDraft()>& base, const std::vector<Flaw>& flaws) {
  ASSERT_TRUE(check_draft(base(), kToday).has_value());
  for (const auto& flaw : flaws) {
    auto draft = base();
    flaw.make(draft);
    const auto result = check_draft(draft, kToday);
    ASSERT_TRUE(result.has_error()) << flaw.pointer << ' ' << flaw.code;
    EXPECT_EQ(result.error().fields.front().pointer, flaw.pointer);
    EXPECT_EQ(result.error().fields.front().code, flaw.code);
    EXPECT_EQ(result.error().kind, ErrorKind::invalid);
  }
}

TEST(LotDraft, RawLotsAreWhatWasDelivered) {
  expect_flaws(raw_draft, {
                              {"/lot_number", "invalid_lot_number", [](auto& d) { d.lot_number = "批号"; }},
                              {"/county", "unknown_division", [](auto& d) { d.county = "999999"; }},
                              {"/county", "county_not_supported", [](auto& d) { d.county = "513401"; }},
                              {"/made_on", "in_the_future", [](auto& d) { d.made_on = day("2026-11-24"); }},
                              {"/best_before", "before_made_on", [](auto& d) { d.best_before = day("2026-11-19"); }},
                              {"/deliveries", "required", [](auto& d) { d.deliveries.clear(); }},
                              {"/deliveries", "too_many",
                               [](auto& d) {
                                 d.deliveries.assign(2001, {HouseholdId(), 1, day("2026-11-19")}), d.quantity = 2001;
                               }},
                              {"/deliveries/1/delivered_on", "in_the_future",
                               [](auto& d) { d.deliveries[1].delivered_on = day("2026-11-24"); }},
                              {"/quantity", "not_the_sum_of_deliveries", [](auto& d) { d.quantity = 301; }},
                              {"/inputs", "not_allowed",
                               [](auto& d) {
                                 d.inputs = {{LotId(), 1}};
                               }},
                              {"/outside_county", "not_allowed", [](auto& d) { d.outside_county = true; }},
                              {"/sku_id", "not_allowed", [](auto& d) { d.has_sku = true; }},
                              {"/product_name", "required", [](auto& d) { d.has_product_name = false; }},
                          });
}

TEST(LotDraft, PackedLotsAreSaleUnitsOfASku) {
  expect_flaws(packed_draft,
               {
                   {"/inputs", "required", [](auto& d) { d.inputs.clear(); }},
                   {"/inputs", "too_many",
                    [](auto& d) {
                      SeededRandom random(1);
                      d.inputs.clear();
                      for (int i = 0; i < 51; ++i) d.inputs.push_back({LotId(make_uuid_v7(Instant{}, random)), 1});
                    }},
                   {"/inputs/1/lot_id", "repeated", [](auto& d) { d.inputs.push_back(d.inputs.front()); }},
                   {"/deliveries", "not_allowed",
                    [](auto& d) {
                      d.deliveries = {{HouseholdId(), 1, day("2026-11-19")}};
                    }},
                   {"/sku_id", "required", [](auto& d) { d.has_sku = false; }},
                   {"/unit", "not_allowed", [](auto& d) { d.unit = Unit::g; }},
                   {"/quantity", "out_of_range", [](auto& d) { d.quantity = kSaleUnitsMax + 1; }},
               });
  auto elsewhere = packed_draft();
  elsewhere.outside_county = true;
  elsewhere.county = "510104";  // Chengdu, which we know no name of
  EXPECT_TRUE(check_draft(elsewhere, kToday).has_value());
  elsewhere.county = "51010x";
  EXPECT_EQ(check_draft(elsewhere, kToday).error().fields.front().code, "unknown_division");
}

TEST(MassBalance, NothingComesOutThatDidNotGoIn) {
  struct Case {
    const char* what;
    Output output;
    std::vector<Ingredient> ingredients;
    const char* code;  // nullptr: allowed
    std::optional<std::int64_t> loss;
  };
  const auto g = Unit::g, pcs = Unit::pcs;
  const auto made = LotKind::processed, packed = LotKind::packed;
  const Case cases[] = {
      {"roasting loses water", {made, g, 45000, {}}, {{g, 60000}}, nullptr, 15000},
      {"nothing lost", {made, g, 60000, {}}, {{g, 20000}, {g, 40000}}, nullptr, 0},
      {"one gram too many", {made, g, 60001, {}}, {{g, 60000}}, "output_exceeds_inputs", {}},
      {"pieces from pieces", {made, pcs, 50, {}}, {{pcs, 50}}, nullptr, {}},
      {"one piece too many", {made, pcs, 51, {}}, {{pcs, 50}}, "output_exceeds_inputs", {}},
      {"grams from pieces alone", {made, g, 1, {}}, {{pcs, 50}}, "units_differ", {}},
      {"pieces from grams alone", {made, pcs, 1, {}}, {{g, 50}}, "units_differ", {}},
      {"packing by weight", {packed, pcs, 80, 500}, {{g, 40000}}, nullptr, 0},
      {"packing with a rest", {packed, pcs, 79, 500}, {{g, 40000}}, nullptr, 500},
      {"one unit too many", {packed, pcs, 81, 500}, {{g, 40000}}, "output_exceeds_inputs", {}},
      {"unit without weight from grams", {packed, pcs, 1, {}}, {{g, 40000}}, "net_weight_unknown", {}},
      {"packing pieces", {packed, pcs, 50, {}}, {{pcs, 50}}, nullptr, {}},
      {"packing pieces that have a weight", {packed, pcs, 50, 1500}, {{pcs, 50}}, nullptr, {}},
      {"fewer pieces than units", {packed, pcs, 51, 1500}, {{pcs, 50}}, "output_exceeds_inputs", {}},
      {"a gift box: tea and a cup", {packed, pcs, 10, 200}, {{g, 2000}, {pcs, 10}}, nullptr, 0},
      {"a gift box without its cup", {packed, pcs, 10, 200}, {{g, 2000}, {pcs, 9}}, "output_exceeds_inputs", {}},
      {"the largest there is",
       {packed, pcs, kSaleUnitsMax, 10'000'000},
       {{g, kQuantityMax}},
       "output_exceeds_inputs",
       {}},
  };
  for (const auto& c : cases) {
    const auto result = check_output(c.output, c.ingredients);
    if (c.code) {
      ASSERT_TRUE(result.has_error()) << c.what;
      EXPECT_EQ(result.error().code, c.code) << c.what;
      EXPECT_FALSE(result.error().fields.empty()) << c.what;
    } else {
      ASSERT_TRUE(result.has_value()) << c.what << ": " << result.error().code;
      EXPECT_EQ(*result, c.loss) << c.what;
    }
  }
  const auto refused = check_output({packed, pcs, 81, 500}, {{g, 40000}}).error();
  EXPECT_EQ(refused.extensions.at("requested").as_int64(), 40500);
  EXPECT_EQ(refused.extensions.at("available").as_int64(), 40000);
  EXPECT_EQ(refused.extensions.at("unit").as_string(), "g");
}

TEST(Transfer, SettlesOnce) {
  using S = TransferState;
  using V = TransferVerb;
  const struct {
    S from;
    V verb;
    std::optional<S> to;
  } moves[] = {{S::reserved, V::receipt, S::confirmed},  {S::reserved, V::refusal, S::refused},
               {S::confirmed, V::receipt, std::nullopt}, {S::confirmed, V::refusal, std::nullopt},
               {S::refused, V::receipt, std::nullopt},   {S::refused, V::refusal, std::nullopt}};
  for (const auto& move : moves) EXPECT_EQ(next_state(move.from, move.verb), move.to);
}

TEST(Sale, OnlyWhatMayBeSold) {
  const struct {
    SaleFacts facts;
    const char* code;
  } cases[] = {
      {{LotKind::packed, false, false, {}}, nullptr},
      {{LotKind::packed, false, false, kToday}, nullptr},
      {{LotKind::raw, false, false, {}}, "lot_not_packed"},
      {{LotKind::processed, false, false, {}}, "lot_not_packed"},
      {{LotKind::packed, true, false, {}}, "lot_recalled"},
      {{LotKind::packed, false, true, {}}, "lot_failed_test"},
      {{LotKind::packed, false, false, day("2026-11-22")}, "lot_expired"},
  };
  for (const auto& c : cases) {
    const auto result = check_sale(c.facts, kToday);
    EXPECT_EQ(result.has_error() ? result.error().code : "", c.code ? c.code : "");
  }
}

TEST(Sale, WaitsLongerEachTimeUpToAMinute) {
  std::vector<std::int64_t> waits;
  for (int attempts = 0; attempts < 9; ++attempts) waits.push_back(retry_after(attempts).count());
  EXPECT_EQ(waits, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 60, 60, 60}));
}

}  // namespace
}  // namespace shanhai::traceability
