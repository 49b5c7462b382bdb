// Why a placement was refused, as callers read it.
#pragma once

#include "common/base/error.hpp"
#include "services/orders/placement/checkout.hpp"
#include "services/orders/placement/domain.hpp"

namespace shanhai::orders {

// unprocessable sku_not_for_sale, conflict price_changed or insufficient_stock; `items` names the SKUs. The decision
// must be a refusal.
Error to_error(const Decision& decision);

// Where SKUs that a checkout does not name itself come from: the lines of the bundles that hold them.
using BundlePlaces = std::map<SkuId, std::vector<std::pair<std::size_t, std::size_t>>>;

// Adds the pointers of the lines that the refusal's `items` name.
Error name_lines(Error refusal, const CheckoutBody& body, const BundlePlaces& bundles = {});

}  // namespace shanhai::orders
