// What registrations and flags know of organisations and products: kept from the streams of identity and the catalog.
#pragma once

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"
#include "services/catalog/api.hpp"
#include "services/identity/api.hpp"

namespace shanhai::measurement {

inline constexpr std::string_view kPartiesConsumer = "measurement.parties";
inline constexpr std::string_view kGoodsConsumer = "measurement.goods";

// One event of identity's stream, or the catalog's; those of no interest are passed over.
Result<void> apply_party(db::Tx& tx, const events::Event& event);
Result<void> apply_goods(db::Tx& tx, const events::Event& event);

namespace store {

std::optional<identity::Organisation> find_party(db::Tx& tx, OrganisationId organisation);
// An active one.
std::optional<identity::Organisation> find_party_by_code(db::Tx& tx, std::string_view uscc);

struct KnownGoods {
  OrganisationId supplier;
  std::string name;
  catalog::Category category = catalog::Category::agricultural;
  std::string production_county, raw_material_county, registration_county;
  bool certified = false;
};
// As last published; certified or not at the instant.
std::map<ProductId, KnownGoods> list_goods(db::Tx& tx, const std::vector<ProductId>& products, Instant at);

}  // namespace store
}  // namespace shanhai::measurement
