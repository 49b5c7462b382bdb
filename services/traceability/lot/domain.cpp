#include "services/traceability/lot/domain.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"
#include "common/base/gtin.hpp"

namespace shanhai::traceability {
namespace {

class Findings {
 public:
  void add(std::string pointer, std::string code, std::string detail = {}) {
    wrong_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }
  void require(bool holds, const char* pointer, const char* code, const char* detail = "") {
    if (!holds) add(pointer, code, detail);
  }
  Result<void> result() && {
    if (!wrong_.empty()) return Error::invalid(std::move(wrong_));
    return {};
  }

 private:
  std::vector<FieldError> wrong_;
};

bool all_digits(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void check_place(const LotDraft& draft, Findings& findings) {
  const auto* county = find_division(draft.county);
  if (draft.outside_county) {  // anywhere in the country: divisions are known by name for two regions only
    findings.require(draft.county.size() == 6 && all_digits(draft.county), "/county", "unknown_division",
                     "six digits, GB/T 2260");
  } else if (!county) {
    findings.add("/county", "unknown_division", "six digits, GB/T 2260");
  } else {
    findings.require(county->supported_origin, "/county", "county_not_supported",
                     "say outside_county for what was done elsewhere");
  }
}

void check_deliveries(const LotDraft& draft, Date today, Findings& findings) {
  findings.require(!draft.deliveries.empty(), "/deliveries", "required", "a raw lot is what households delivered");
  findings.require(draft.deliveries.size() <= kDeliveriesMax, "/deliveries", "too_many", "at most 2000");
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < draft.deliveries.size(); ++i) {
    sum += draft.deliveries[i].quantity;
    if (draft.deliveries[i].delivered_on > today)
      findings.add("/deliveries/" + std::to_string(i) + "/delivered_on", "in_the_future");
  }
  if (!draft.deliveries.empty()) {
    findings.require(sum == draft.quantity, "/quantity", "not_the_sum_of_deliveries",
                     "a raw lot holds what was delivered, not more and not less");
  }
}

void check_inputs(const LotDraft& draft, Findings& findings) {
  findings.require(!draft.inputs.empty(), "/inputs", "required", "the lots it is made of");
  findings.require(draft.inputs.size() <= kInputsMax, "/inputs", "too_many", "at most 50");
  std::set<LotId> seen;
  for (std::size_t i = 0; i < draft.inputs.size(); ++i) {
    if (!seen.insert(draft.inputs[i].lot).second)
      findings.add("/inputs/" + std::to_string(i) + "/lot_id", "repeated", "one entry a lot");
  }
}

std::int64_t sum_of(const std::vector<Ingredient>& ingredients, Unit unit) {
  std::int64_t sum = 0;
  for (const auto& ingredient : ingredients) sum += ingredient.unit == unit ? ingredient.quantity : 0;
  return sum;
}

Error exceeds(std::int64_t requested, std::int64_t available, Unit unit) {
  auto error = Error::unprocessable("output_exceeds_inputs", "more would come out than goes in");
  error.fields.push_back({"/quantity", "output_exceeds_inputs", ""});
  return std::move(error)
      .with("requested", requested)
      .with("available", available)
      .with("unit", unit == Unit::g ? "g" : "pcs");
}

Error at_field(const char* pointer, const char* code, const char* detail) {
  auto error = Error::unprocessable(code, detail);
  error.fields.push_back({pointer, code, detail});
  return error;
}

}  // namespace

Result<void> check_draft(const LotDraft& draft, Date today) {
  Findings findings;
  // As a step of a path (RFC 3986, 5.2.4) it would vanish from the code on the package.
  const bool is_step = draft.lot_number == "." || draft.lot_number == "..";
  findings.require(is_valid_gs1_lot(draft.lot_number) && !is_step, "/lot_number", "invalid_lot_number",
                   "1 to 20 characters of GS1's set 82, not only one or two full stops");
  check_place(draft, findings);
  findings.require(draft.made_on <= today, "/made_on", "in_the_future");
  findings.require(!draft.best_before || *draft.best_before >= draft.made_on, "/best_before", "before_made_on");
  if (draft.kind == LotKind::raw) {
    check_deliveries(draft, today, findings);
    findings.require(draft.inputs.empty(), "/inputs", "not_allowed", "a raw lot is made of nothing");
    findings.require(!draft.outside_county, "/outside_county", "not_allowed", "raw goods come from the county");
  } else {
    check_inputs(draft, findings);
    findings.require(draft.deliveries.empty(), "/deliveries", "not_allowed", "only raw lots are delivered");
  }
  if (draft.kind == LotKind::packed) {
    findings.require(draft.has_sku, "/sku_id", "required", "what is packed is one SKU");
    findings.require(draft.unit == Unit::pcs, "/unit", "not_allowed", "sale units are counted: pcs");
    findings.require(draft.quantity <= kSaleUnitsMax, "/quantity", "out_of_range", "at most 100000000 sale units");
  } else {
    findings.require(!draft.has_sku, "/sku_id", "not_allowed", "only packed lots are of a SKU");
    findings.require(draft.has_product_name, "/product_name", "required");
  }
  return std::move(findings).result();
}

Result<void> check_order(Date made_on, Date newest_input) {
  if (made_on < newest_input) return at_field("/made_on", "before_inputs", "earlier than what it is made of");
  return {};
}

Result<void> check_fresh(Date made_on, std::optional<Date> best_before) {
  if (best_before && *best_before < made_on) return Error::conflict("lot_expired", "past its date when it was used");
  return {};
}

Result<void> check_origin(const RegisteredOrigin& registered, const std::string& made_in, bool outside_county,
                          const std::vector<std::string>& raw_counties) {
  const auto differs = [](const char* pointer, const std::string& stated, const std::string& found) {
    return at_field(pointer, "origin_differs", "the product is registered with another origin")
        .with("registered", boost::json::value(stated))
        .with("found", boost::json::value(found));
  };
  const auto& production = registered.production_county;
  if (!production.empty() && !outside_county && made_in != production && !is_within(made_in, production))
    return differs("/county", production, made_in);
  const auto& material = registered.raw_material_county;
  for (const auto& county : raw_counties) {
    if (!material.empty() && county != material && !is_within(county, material))
      return differs("/inputs", material, county);
  }
  return {};
}

Result<std::optional<std::int64_t>> check_output(const Output& output, const std::vector<Ingredient>& ingredients) {
  const auto grams = sum_of(ingredients, Unit::g), pieces = sum_of(ingredients, Unit::pcs);
  if (output.kind == LotKind::packed) {
    if (grams > 0 && !output.net_weight_g) {
      return at_field("/sku_id", "net_weight_unknown", "the SKU has no net weight, so it cannot be packed of grams");
    }
    const auto needed = output.net_weight_g ? output.quantity * *output.net_weight_g : 0;
    if (grams > 0 && needed > grams) return exceeds(needed, grams, Unit::g);
    if (pieces > 0 && output.quantity > pieces) return exceeds(output.quantity, pieces, Unit::pcs);
    return grams > 0 ? std::optional<std::int64_t>(grams - needed) : std::nullopt;
  }
  const auto available = output.unit == Unit::g ? grams : pieces;
  if (available == 0)
    return at_field("/unit", "units_differ", "nothing of this unit goes in, so the balance cannot be seen");
  if (output.quantity > available) return exceeds(output.quantity, available, output.unit);
  return output.unit == Unit::g ? std::optional<std::int64_t>(grams - output.quantity) : std::nullopt;
}

Result<void> check_yield(const Output& output, const std::vector<Ingredient>& ingredients,
                         const std::vector<YieldLimit>& limits, const std::string& process, Date made_on) {
  if (output.kind != LotKind::processed) return {};
  const YieldLimit* own = nullptr;
  bool any = false;
  for (const auto& limit : limits) {
    if (limit.valid_from > made_on) continue;
    any = true;
    if (limit.process == process && (!own || limit.valid_from >= own->valid_from)) own = &limit;
  }
  if (!process.empty() && !own) return at_field("/process", "process_not_known", "no yield limit of this name");
  if (!any) return {};
  if (process.empty()) return at_field("/process", "process_required", "yields are limited by process");
  constexpr std::int64_t kWhole = 1000;
  const auto inputs = sum_of(ingredients, output.unit);
  // Exact: at most 50 inputs of 10^12, times a few thousand, fit 64 bits.
  const auto allowed = inputs * std::min(kWhole, own->yield_max_permille + own->tolerance_permille) / kWhole;
  if (output.quantity <= allowed) return {};
  return at_field("/quantity", "yield_exceeded", "more than the process yields")
      .with("requested", output.quantity)
      .with("available", allowed)
      .with("process", boost::json::value(process));
}

}  // namespace shanhai::traceability
