#include "services/measurement/purchases/scope.hpp"

#include "common/base/divisions.hpp"
#include "services/measurement/pairings/domain.hpp"

namespace shanhai::measurement {
namespace {

// A named pairing lies between two divisions: what is elsewhere need not be looked at.
void narrow_to(const std::string& pairing, Filter& filter) {
  if (pairing.size() < 13) return;
  filter.buyers = filter.buyers.intersect(DivisionSet::within(pairing.substr(0, 6)));
  filter.origins = filter.origins.intersect(DivisionSet::within(pairing.substr(7, 6)));
}

}  // namespace

Result<Visibility> scope_of(const auth::Principal& caller) {
  if (caller.role == auth::Role::platform_operator) return Visibility{};
  if (caller.role == auth::Role::agency) return visibility_of(caller.region);
  return Error::forbidden();
}

Result<DivisionSet> to_divisions(const std::optional<Text<6, 6>>& code, std::string_view parameter) {
  if (!code) return DivisionSet::all();
  if (!find_division(*code))
    return Error::invalid_field("query/" + std::string(parameter), "unknown_division", "a GB/T 2260 code");
  return DivisionSet::within(*code);
}

Result<Question> to_question(const PurchaseFilter& query, const Visibility& scope) {
  Question out;
  out.measure = query.measure;
  out.view = query.refund_view.value_or(RefundView::posting);
  SH_TRY(out.period, parse_period(query.period));
  auto& filter = out.filter;
  SH_TRY(const auto buyers, to_divisions(query.buyer_division, "buyer_division"));
  SH_TRY(const auto origins, to_divisions(query.origin_county, "origin_county"));
  SH_TRY(filter.deliveries, to_divisions(query.delivery_division, "delivery_division"));
  SH_TRY(filter.raw_materials, to_divisions(query.raw_material_county, "raw_material_county"));
  SH_TRY(filter.registrations, to_divisions(query.registration_county, "registration_county"));
  filter.buyers = buyers.intersect(scope.buyers);
  filter.origins = origins.intersect(scope.origins);
  if (query.buyer_organisation) filter.units = {*query.buyer_organisation};
  filter.buyer_kind = query.buyer_kind;
  filter.category = query.category;
  filter.certified = query.certified;
  filter.channel = query.channel;
  filter.supplier = query.supplier;
  filter.product = query.product;
  if (query.unit && query.buyer_organisation)
    return Error::invalid_field("query/unit", "conflict", "either one organisation, or a unit and all below it");
  if (!query.pairing) return out;
  filter.pairing = query.pairing->str();
  if (!is_pairing_name(*filter.pairing))
    return Error::invalid_field("query/pairing", "unknown_value", "as reports name them: 440600-513431, none, ...");
  narrow_to(*filter.pairing, filter);
  return out;
}

}  // namespace shanhai::measurement
