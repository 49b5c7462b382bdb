#include "services/orders/ordering/recipients.hpp"

#include <stdexcept>

namespace shanhai::orders {
namespace {

std::string key_context(OrderGroupId group) { return "orders.recipient_key:" + group.str(); }

std::string context(OrderGroupId group, std::int64_t position) {
  return "orders.recipient:" + group.str() + ':' + std::to_string(position);
}

}  // namespace

std::string make_recipient_key(const auth::Vault& vault, OrderGroupId group) {
  return vault.make_data_key(key_context(group));
}

std::string seal_recipient(const auth::Vault& vault, const std::string& key, OrderGroupId group, std::int64_t position,
                           const identity::DeliveryAddress& address) {
  return vault.seal_with(key, key_context(group), json::print(address), context(group, position));
}

std::optional<identity::DeliveryAddress> open_recipient(const auth::Vault& vault, OrderGroupId group,
                                                        const SealedDelivery& delivery) {
  if (delivery.recipient_key.empty()) return std::nullopt;
  const auto plain = vault.open_with(delivery.recipient_key, key_context(group), delivery.recipient,
                                     context(group, delivery.position));
  if (!plain) throw std::runtime_error("a recipient does not unseal");
  auto address = json::parse<identity::DeliveryAddress>(*plain);
  if (address.has_error()) throw std::runtime_error("a recipient is not an address");
  return std::move(*address);
}

}  // namespace shanhai::orders
