// Recipients of an order, sealed under a key of the order's own. The contexts name the group and not the order, so that
// an order that a late payment brings back keeps them.
#pragma once

#include "common/auth/sealing.hpp"
#include "services/orders/ordering/rows.hpp"

namespace shanhai::orders {

// A fresh key, sealed under the installation's.
std::string make_recipient_key(const auth::Vault& vault, OrderGroupId group);
std::string seal_recipient(const auth::Vault& vault, const std::string& key, OrderGroupId group, std::int64_t position,
                           const identity::DeliveryAddress& address);
// nullopt: the key was destroyed when retention ended. std::runtime_error: the bytes are not what was sealed.
std::optional<identity::DeliveryAddress> open_recipient(const auth::Vault& vault, OrderGroupId group,
                                                        const SealedDelivery& delivery);

}  // namespace shanhai::orders
