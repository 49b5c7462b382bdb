// What registrations and flags know of organisations and products. Organisations are kept by units/, goods here.
#pragma once

#include "common/db/transaction.hpp"
#include "common/events/event.hpp"
#include "services/catalog/api.hpp"
#include "services/identity/api.hpp"

namespace shanhai::measurement {

inline constexpr std::string_view kGoodsConsumer = "measurement.goods";

// One event of the catalog's stream; those of no interest are passed over.
Result<void> apply_goods(db::Tx& tx, const events::Event& event);

namespace store {

// As identity told last.
std::optional<identity::Organisation> find_party(db::Tx& tx, OrganisationId organisation);

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
