#include "common/auth/password.hpp"
#include "common/telemetry/log.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/domain_phone.hpp"
#include "services/identity/module.hpp"
#include "services/identity/organisations/service.hpp"
#include "services/identity/sign_in/domain.hpp"

namespace shanhai::identity {
namespace {

// There is one platform, so its organisation has one id in every installation: seeding twice finds it.
OrganisationId platform_organisation() {
  IdBytes bytes{};
  bytes[6] = 0x70;
  bytes[8] = 0x80;
  bytes[15] = 1;
  return OrganisationId(bytes);
}

struct FirstOperator {
  std::string phone;
  std::optional<std::string> phc;  // nullopt: signs in by code
};

Result<void> seed_platform(db::Tx& tx, const Environment& environment, const FirstOperator& first) {
  const auto id = platform_organisation();
  if (store::find_organisation(tx, id)) return {};
  StoredOrganisation platform;
  platform.facts.id = id;
  platform.facts.kind = OrganisationKind::platform;
  platform.facts.status = OrganisationStatus::active;
  platform.facts.name = "山海平台";
  platform.facts.region = "*";
  platform.data_key = environment.vault.make_data_key("organisation:" + id.str());
  if (!store::insert_organisation(tx, platform)) return {};  // another process was faster
  append_organisation_event(tx, environment.random, platform.facts, "system", "seed", "");

  auto account = claim_account(tx, environment, first.phone, AccountStatus::active, {"system", "seed", ""});
  if (first.phc) {
    account.version = store::update_password(tx, account, *first.phc);
    append_account_event(tx, environment.random, kPasswordChanged, account.id, account.version, {"system", "seed", ""});
  }
  Membership membership;
  membership.id = MembershipId(make_uuid_v7(tx.now(), environment.random));
  membership.organisation = id;
  membership.account = account.id;
  membership.administrator = true;
  membership.granted_at = tx.now();
  store::insert_membership(tx, membership, account.id);
  append_membership_event(tx, environment.random, membership, "system", "seed", "");
  return {};
}

}  // namespace

Result<void> seed(runtime::Resources& resources) {
  const auto phone = resources.settings.text("seed.operator_phone", "");
  const auto password = resources.settings.text("seed.operator_password", "");
  if (phone.empty()) {
    telemetry::log_info("identity.no_operator_to_seed", {{"key", "seed.operator_phone"}});
    return {};
  }
  if (!is_mobile_number(phone))
    throw runtime::SettingsError("seed.operator_phone: expected a mobile number of 11 digits");
  FirstOperator first{phone, std::nullopt};
  if (!password.empty()) {
    if (check_password(password, phone).has_error() || password.size() < 8) {
      throw runtime::SettingsError(
          "seed.operator_password: too weak; at least 8 characters that are not a common password");
    }
    first.phc = auth::hash_password(password, resources.random);
  }
  const auto database = runtime::open_database(resources, "identity");
  const Environment environment{*database, resources.vault, resources.random, resources.clock, resources.workers,
                                [] {},     [] {},           ThrottleRule()};
  return database->transaction_blocking([&](db::Tx& tx) { return seed_platform(tx, environment, first); });
}

}  // namespace shanhai::identity
