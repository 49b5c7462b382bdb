#include "services/measurement/reserved_share/notices.hpp"

#include "services/measurement/reserved_share/store.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {
namespace {

constexpr notifications::Template kTemplates[] = {
    {"measurement.share_submitted", "【山海】{unit} 已填报 {year} 年预留份额，请审核。",
     "[Shanhai] {unit} has declared its reserved share of {year}: please review."},
    {"measurement.share_named", "【山海】{unit} 已就共用食堂代贵单位填报 {year} 年预留份额，如不属实请提出异议。",
     "[Shanhai] {unit} has declared the reserved share of {year} of the canteen that you share. If that is wrong, "
     "please object."},
    {"measurement.share_objected", "【山海】{unit} 对 {year} 年共用食堂预留份额填报提出异议，请核实。",
     "[Shanhai] {unit} objects to the declaration of {year} that names it as sharing a canteen: please look into it."},
    {"measurement.share_objection_reviewed",
     "【山海】贵单位曾提出异议的 {unit} {year} 年预留份额填报已审核，请查看结果。",
     "[Shanhai] The declaration of {unit} for {year}, to which you objected, has been reviewed: please see the "
     "outcome."},
    {"measurement.share_confirmed", "【山海】贵单位 {year} 年预留份额填报已审核通过，预留 {amount} 元。",
     "[Shanhai] Your reserved share of {year} is confirmed: CNY {amount}."},
    {"measurement.share_sent_back", "【山海】贵单位 {year} 年预留份额填报被退回，请修改后重新提交。",
     "[Shanhai] Your declaration of the reserved share of {year} was sent back: please correct it."},
    {"measurement.share_declare_due", "【山海】请于 {due} 前填报 {year} 年预留份额。",
     "[Shanhai] Please declare your reserved share of {year} before {due} is over."},
    {"measurement.share_buy_due", "【山海】{year} 年预留份额尚有 {amount} 元未完成采购，截止 {due}。",
     "[Shanhai] CNY {amount} of your reserved share of {year} are still to be bought; the deadline is {due}."},
};

std::string to_yuan(Money amount) {
  const auto fen = amount.fen() % 100;
  return std::to_string(amount.fen() / 100) + (fen < 10 ? ".0" : ".") + std::to_string(fen);
}

json::Object about(db::Tx& tx, OrganisationId unit, int year) {
  const auto names = store::list_organisation_names(tx, {unit});
  const auto name = names.find(unit);
  return {{"unit", name == names.end() ? unit.str() : name->second}, {"year", year}};
}

void enqueue(db::Tx& tx, Context& context, OrganisationId to, std::string_view name, const json::Object& details) {
  notifications::Recipient recipient;
  recipient.organisation = to;
  notifications::enqueue(tx, context.vault, context.random, recipient, name, details);
}

}  // namespace

void tell_submitted(db::Tx& tx, Context& context, const DeclarationRow& row, std::optional<OrganisationId> reviewer) {
  const auto details = about(tx, row.unit, row.year);
  if (reviewer) enqueue(tx, context, *reviewer, "measurement.share_submitted", details);
  for (const auto unit : row.units) {
    if (unit != row.unit) enqueue(tx, context, unit, "measurement.share_named", details);
  }
}

void tell_objected(db::Tx& tx, Context& context, const DeclarationRow& row, OrganisationId objector,
                   std::optional<OrganisationId> reviewer) {
  const auto details = about(tx, objector, row.year);
  enqueue(tx, context, row.unit, "measurement.share_objected", details);
  if (reviewer) enqueue(tx, context, *reviewer, "measurement.share_objected", details);
}

void tell_decided(db::Tx& tx, Context& context, const DeclarationRow& row, DeclarationAction action) {
  const bool confirmed = action == DeclarationAction::confirm;
  json::Object details{{"year", row.year}};
  if (confirmed) details["amount"] = to_yuan(row.reserved);
  enqueue(tx, context, row.unit, confirmed ? "measurement.share_confirmed" : "measurement.share_sent_back", details);
  const auto objections = store::list_objections(tx, {row.id});
  const auto raised = objections.find(row.id);
  if (raised == objections.end()) return;
  for (const auto& step : raised->second)
    enqueue(tx, context, step.organisation, "measurement.share_objection_reviewed", about(tx, row.unit, row.year));
}

void remind(db::Tx& tx, Context& context, OrganisationId unit, int year, Date due_on, std::optional<Money> missing) {
  json::Object details{{"year", year}, {"due", to_string(due_on)}};
  if (missing) details["amount"] = to_yuan(*missing);
  enqueue(tx, context, unit, missing ? "measurement.share_buy_due" : "measurement.share_declare_due", details);
}

std::span<const notifications::Template> notice_templates() { return kTemplates; }

Task<Result<std::vector<std::string>>> UnitContacts::phones_of(const notifications::Recipient& recipient) {
  identity::ContactRequest request;
  request.account = recipient.account;
  request.organisation = recipient.organisation;
  auto found = co_await identity_.contacts(request);
  if (found.has_error()) co_return std::move(found).error();
  co_return std::move(found->phones);
}

}  // namespace shanhai::measurement
