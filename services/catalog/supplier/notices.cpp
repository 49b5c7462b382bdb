#include "services/catalog/supplier/notices.hpp"

namespace shanhai::catalog {
namespace {

constexpr notifications::Template kTemplates[] = {
    {"catalog.licence_ends", "【山海】贵单位证照 {number} 将于 {day} 到期，请及时提交新证；到期后相关商品自动下架。",
     "[Shanhai] Your licence {number} ends on {day}. Hand in the new one: products that need it go off sale then."},
    {"catalog.reverification", "【山海】请于 {day} 前重新提交证照供核验，逾期未提交将暂停销售。",
     "[Shanhai] Please hand in your licences once more by {day}; without them your sales are suspended."},
    {"catalog.not_proved", "【山海】贵单位未按期提交证照核验，已暂停销售。提交证照后请联系平台恢复。",
     "[Shanhai] Your licences were not handed in in time: your sales are suspended until the platform lifts it."},
    {"catalog.licence_confirmed", "【山海】贵单位证照 {number} 已核验通过，即日起有效。",
     "[Shanhai] Your licence {number} is confirmed and counts from now on."},
    {"catalog.licence_refused", "【山海】贵单位证照 {number} 未通过核验，请查看原因后重新提交。",
     "[Shanhai] Your licence {number} was not accepted; see why, and hand it in again."},
};

void tell(db::Tx& tx, const auth::Vault& vault, Random& random, OrganisationId supplier, std::string_view what,
          const json::Object& parameters) {
  notifications::Recipient recipient;
  recipient.organisation = supplier;
  notifications::enqueue(tx, vault, random, recipient, what, parameters);
}

}  // namespace

void tell_licence_ends(db::Tx& tx, const auth::Vault& vault, Random& random, OrganisationId supplier,
                       const Licence& licence) {
  tell(tx, vault, random, supplier, "catalog.licence_ends",
       {{"number", licence.number}, {"day", to_string(licence.valid_to)}});
}

void tell_reverification(db::Tx& tx, const auth::Vault& vault, Random& random, OrganisationId supplier, Date due) {
  tell(tx, vault, random, supplier, "catalog.reverification", {{"day", to_string(due)}});
}

void tell_not_proved(db::Tx& tx, const auth::Vault& vault, Random& random, OrganisationId supplier) {
  tell(tx, vault, random, supplier, "catalog.not_proved", {});
}

void tell_licence_decided(db::Tx& tx, const auth::Vault& vault, Random& random, OrganisationId supplier,
                          const Licence& licence, LicenceStanding standing) {
  const bool confirmed = standing == LicenceStanding::confirmed;
  tell(tx, vault, random, supplier, confirmed ? "catalog.licence_confirmed" : "catalog.licence_refused",
       {{"number", licence.number}});
}

std::span<const notifications::Template> notice_templates() { return kTemplates; }

Task<Result<std::vector<std::string>>> Contacts::phones_of(const notifications::Recipient& recipient) {
  identity::ContactRequest request;
  request.organisation = recipient.organisation;
  auto found = co_await identity_.contacts(request);
  if (found.has_error()) co_return std::move(found).error();
  co_return std::move(found->phones);
}

}  // namespace shanhai::catalog
