#include "services/orders/returns/address.hpp"

#include "common/base/divisions.hpp"
#include "common/db/audit.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

std::string sealed_as(OrganisationId supplier) { return "orders.return_address:" + supplier.str(); }

}  // namespace

Result<void> put_return_address(db::Tx& tx, const Context& context, OrganisationId supplier,
                                const identity::DeliveryAddress& address, const std::string& actor) {
  if (!find_division(address.division.str())) return Error::invalid_field("/division", "unknown_division");
  const auto sealed = context.vault.seal_directly(json::print(address), sealed_as(supplier));
  tx.execute(sql::orders::return_address_put,
             {{"supplier", supplier}, {"address", db::Bytes{sealed}}, {"now", tx.now()}});
  db::append_audit(tx, context.random, {actor, "orders.return_address.put", supplier.str(), {}});
  return {};
}

std::optional<identity::DeliveryAddress> find_return_address(db::Tx& tx, const Context& context,
                                                             OrganisationId supplier) {
  const auto rows = tx.query(sql::orders::return_address_find, {{"supplier", supplier}});
  if (rows.empty()) return std::nullopt;
  const auto plain = context.vault.open_directly(rows.front().get<db::Bytes>("address").value, sealed_as(supplier));
  if (!plain) throw std::runtime_error("a return address does not unseal");
  auto address = json::parse<identity::DeliveryAddress>(*plain);
  if (address.has_error()) throw std::runtime_error("a return address is not an address");
  return std::move(*address);
}

}  // namespace shanhai::orders
