// Who is told of what, as the tables say (table.hpp). A notice is queued in the transaction of the change it tells of
// and sent afterwards (common/notifications). It names order numbers, amounts and parcels, never a person.
#pragma once

#include <span>

#include "common/notifications/notifications.hpp"
#include "services/identity/api.hpp"
#include "services/orders/context.hpp"
#include "services/orders/notices/table.hpp"
#include "services/orders/ordering/rows.hpp"

namespace shanhai::orders {

// What is told besides the events' own names (api.hpp).
inline constexpr std::string_view kAcceptanceComing = "orders.acceptance_coming";  // {days}
inline constexpr std::string_view kOrderExpired = "orders.order_expired";          // not paid in time
inline constexpr std::string_view kOrderUndelivered = "orders.order_undelivered";  // declined before it was paid
inline constexpr std::string_view kLinesForgone = "orders.lines_forgone";          // a part of it was
inline constexpr std::string_view kCreditPlaced = "orders.credit_placed";          // to be shipped before it is paid
inline constexpr std::string_view kCreditPaid = "orders.credit_paid";              // shipped before
inline constexpr std::string_view kOrderRevived = "orders.order_revived";          // {replaced}: by late money
inline constexpr std::string_view kPaymentPart = "orders.payment_part";            // {missing}
inline constexpr std::string_view kRestPromised = "orders.rest_promised";          // money that no order took
inline constexpr std::string_view kRestRefunded = "orders.rest_refunded";          // it went back
inline constexpr std::string_view kRefundRefused = "orders.refund_refused";        // by its channel
inline constexpr std::string_view kLotRecalled = "orders.lot_recalled";            // that is in a parcel of the order

// Tells the order's buyer and supplier what the tables say of `what`; nobody where they say nothing, and no supplier of
// an order that it does not know yet: one that is neither paid nor on credit. `details` fills the places of the texts
// beside {order} and {amount} (the order's total, unless details name another); a place that nothing fills makes the
// notice hopeless when it is sent.
void tell_parties(db::Tx& tx, Context& context, std::string_view what, const OrderRow& order,
                  json::Object details = {});
// What concerns one party and no order. std::logic_error: the tables have no such notice.
void tell_account(db::Tx& tx, Context& context, std::string_view what, Party party, AccountId account,
                  json::Object details);
void tell_organisation(db::Tx& tx, Context& context, std::string_view what, Party party, OrganisationId organisation,
                       json::Object details,
                       const std::vector<AccountId>& others = {});  // its administrators, and others; each once
void tell_supplier(db::Tx& tx, Context& context, std::string_view what, OrganisationId supplier, json::Object details);

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
