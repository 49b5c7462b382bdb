#include "services/orders/notices/notices.hpp"

#include <algorithm>
#include <stdexcept>

#include "services/orders/notation.hpp"
#include "services/orders/ordering/ending.hpp"

namespace shanhai::orders {
namespace {

constexpr std::span<const Notice> (*kTables[])() = {order_notices, return_notices, supplier_notices,
                                                    procurement_notices};

void enqueue(db::Tx& tx, Context& context, const Notice& notice, const notifications::Recipient& recipient,
             const json::Object& details) {
  notifications::enqueue(tx, context.vault, context.random, recipient, notice.text.name, details);
}

// A buyer who cancels knows it; one whose time ran out does not. What is paid after it was shipped need not be shipped.
std::string_view told_as(std::string_view what, const OrderRow& order) {
  if (what == kOrderCancelled && order.cancel_reason == kExpired) return kOrderExpired;
  const bool undelivered = order.cancel_reason == kUndelivered || order.cancel_reason == kPresaleCancelled;
  if (what == kOrderCancelled && undelivered) return kOrderUndelivered;
  if (what == kLinesDeclined && !order.paid_at) return kLinesForgone;
  if (what == kOrderRefunded && !order.paid_at) return {};  // nothing was paid: lines_forgone says it
  return what == kOrderPaid && order.state != OrderState::paid ? kCreditPaid : what;
}

const Notice& find_notice(std::string_view what, Party party) {
  for (const auto table : kTables) {
    for (const auto& notice : table()) {
      if (notice.what == what && notice.party == party) return notice;
    }
  }
  throw std::logic_error("nobody is told of " + std::string(what));
}

}  // namespace

void tell_parties(db::Tx& tx, Context& context, std::string_view what, const OrderRow& order, json::Object details) {
  what = told_as(what, order);
  details["order"] = order.id.str();
  if (!details.contains("amount")) details["amount"] = to_yuan(order.total);
  details["hours"] = context.policy.dispatch_time.count();
  const bool supplier_knows = order.on_credit || order.paid_at;
  for (const auto table : kTables) {
    for (const auto& notice : table()) {
      if (notice.what != what) continue;
      notifications::Recipient recipient;
      if (notice.party == Party::buyer) {
        recipient.account = order.buyer_account;
      } else if (supplier_knows) {
        recipient.organisation = order.supplier;
      } else {
        continue;
      }
      enqueue(tx, context, notice, recipient, details);
    }
  }
}

void tell_account(db::Tx& tx, Context& context, std::string_view what, Party party, AccountId account,
                  json::Object details) {
  notifications::Recipient recipient;
  recipient.account = account;
  enqueue(tx, context, find_notice(what, party), recipient, details);
}

void tell_organisation(db::Tx& tx, Context& context, std::string_view what, Party party, OrganisationId organisation,
                       json::Object details, const std::vector<AccountId>& others) {
  notifications::Recipient recipient;
  recipient.organisation = organisation;
  if (!others.empty()) recipient.others = others;
  enqueue(tx, context, find_notice(what, party), recipient, details);
}

void tell_supplier(db::Tx& tx, Context& context, std::string_view what, OrganisationId supplier, json::Object details) {
  tell_organisation(tx, context, what, Party::supplier, supplier, std::move(details));
}

std::span<const notifications::Template> notice_templates() {
  static const auto kTemplates = [] {
    std::vector<notifications::Template> out;
    for (const auto table : kTables) {
      for (const auto& notice : table()) out.push_back(notice.text);
    }
    return out;
  }();
  return kTemplates;
}

Task<Result<std::vector<std::string>>> Contacts::phones_of(const notifications::Recipient& recipient) {
  identity::ContactRequest request;
  request.account = recipient.account;
  request.organisation = recipient.organisation;
  request.others = recipient.others;
  auto found = co_await identity_.contacts(request);
  if (found.has_error()) co_return std::move(found).error();
  auto& phones = found->phones;  // whoever ordered may be an administrator, too
  std::sort(phones.begin(), phones.end());
  phones.erase(std::unique(phones.begin(), phones.end()), phones.end());
  co_return std::move(phones);
}

}  // namespace shanhai::orders
