// What a lot may be, and mass balance: nothing comes out of a lot that was not recorded into it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability {

inline constexpr std::int64_t kQuantityMax = 1'000'000'000'000;  // grams or pieces
inline constexpr std::int64_t kSaleUnitsMax = 100'000'000;       // of a packed lot
inline constexpr std::size_t kDeliveriesMax = 2000, kInputsMax = 50;

struct DraftDelivery {
  HouseholdId household;
  std::int64_t quantity = 0;
  Date delivered_on{};
};

struct DraftInput {
  LotId lot;
  std::int64_t quantity = 0;
};

// A lot as somebody wants to record it.
struct LotDraft {
  LotKind kind = LotKind::raw;
  bool has_product_name = false, has_sku = false;
  std::string lot_number;
  std::string county;
  bool outside_county = false;
  Date made_on{};
  std::optional<Date> best_before;
  Unit unit = Unit::g;
  std::int64_t quantity = 0;
  std::vector<DraftDelivery> deliveries;
  std::vector<DraftInput> inputs;
};

// Everything that is wrong with it by itself, at its place in the request. `today`: in China.
Result<void> check_draft(const LotDraft& draft, Date today);

// unprocessable before_inputs at /made_on: nothing is made before what it is made of.
Result<void> check_order(Date made_on, Date newest_input);

// conflict lot_expired: nothing is made of what was past its date on that day.
Result<void> check_fresh(Date made_on, std::optional<Date> best_before);

// Where the catalog says that a product comes from, GB/T 2260; empty: not known.
struct RegisteredOrigin {
  std::string production_county, raw_material_county;
};

// unprocessable origin_differs: at /county where a packed lot was made in another county than the product's, without
// saying so (`outside_county`); at /inputs where raw goods of another county went into it. Extensions `registered`,
// `found`. Goods from elsewhere sold as local ones are the known fraud (domain rules).
Result<void> check_origin(const RegisteredOrigin& registered, const std::string& made_in, bool outside_county,
                          const std::vector<std::string>& raw_counties);

// So much of a lot that goes into another.
struct Ingredient {
  Unit unit = Unit::g;
  std::int64_t quantity = 0;
};

struct Output {
  LotKind kind = LotKind::processed;
  Unit unit = Unit::g;
  std::int64_t quantity = 0;
  std::optional<std::int64_t> net_weight_g;  // of a sale unit
};

// How much of what goes into a process may come out of it, in thousandths, from a day on: an operator's dated rows.
struct YieldLimit {
  std::string process;
  Date valid_from{};
  std::int64_t yield_max_permille = 1000, tolerance_permille = 0;
  std::string source;
};

// Does a processed lot keep to the limit of its process on the day it was made? Of each process the latest holds; where
// none is in force, nothing is asked. unprocessable at /process: process_required, process_not_known; yield_exceeded
// (extensions `requested`, `available` with the tolerance, `process`) at /quantity.
Result<void> check_yield(const Output& output, const std::vector<Ingredient>& ingredients,
                         const std::vector<YieldLimit>& limits, const std::string& process, Date made_on);

// Grams that got lost, where both sides are weighed. unprocessable: output_exceeds_inputs (extensions `requested`,
// `available`, in the unit that does not suffice), units_differ: nothing went in that could become this output,
// net_weight_unknown: sale units without weight cannot be packed of grams.
Result<std::optional<std::int64_t>> check_output(const Output& output, const std::vector<Ingredient>& ingredients);

}  // namespace shanhai::traceability
