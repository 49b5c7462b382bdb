// Who is told of what, in one table (notices.cpp). A notice is queued in the transaction of the change it tells of and
// sent afterwards (common/notifications). It names order numbers, amounts and parcels, never a person.
#pragma once

#include <span>

#include "common/notifications/notifications.hpp"
#include "services/identity/api.hpp"
#include "services/orders/context.hpp"
#include "services/orders/ordering/rows.hpp"

namespace shanhai::orders {

// What is told besides the events' own names (api.hpp).
inline constexpr std::string_view kAcceptanceComing = "orders.acceptance_coming";  // {days}

// Tells the order's buyer and supplier what the table says of `what`; nobody where it says nothing. `details` fills the
// places of the texts beside {order} and {amount} (the order's total, unless details name another); a place that
// nothing fills makes the notice hopeless when it is sent.
void tell_parties(db::Tx& tx, Context& context, std::string_view what, const OrderRow& order,
                  json::Object details = {});
// What concerns a supplier and no order, such as kPayoutPaid.
void tell_supplier(db::Tx& tx, Context& context, std::string_view what, OrganisationId supplier, json::Object details);

// "58.00"
std::string yuan(Money amount);

std::span<const notifications::Template> notice_templates();

// Phones of buyers and suppliers, as identity knows them when a notice is sent.
class Contacts final : public notifications::ContactBook {
 public:
  explicit Contacts(identity::Api& identity) : identity_(identity) {}
  Task<Result<std::vector<std::string>>> phones_of(const notifications::Recipient& recipient) override;

 private:
  identity::Api& identity_;
};

}  // namespace shanhai::orders
