#include "tests/integration/system/people.hpp"

#include <gtest/gtest.h>

#include "common/base/encoding.hpp"
#include "common/base/uscc.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/organisations/service.hpp"
#include "services/identity/roles.hpp"
#include "services/identity/sign_in/sessions.hpp"
#include "tests/fixture/run.hpp"

namespace shanhai::system_test {
namespace {

using identity::OrganisationKind;

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

std::string name_of(OrganisationKind kind) { return boost::describe::enum_to_string(kind, ""); }

std::string region_of(OrganisationKind kind, bool second) {
  switch (kind) {
    case OrganisationKind::platform:
      return "*";
    case OrganisationKind::agency:
      return second ? "513400" : "440600";
    case OrganisationKind::budget_unit:
    case OrganisationKind::trade_union:
    case OrganisationKind::enterprise:
      return second ? "440106" : "440605";
    default:
      return second ? "513436" : "513431";
  }
}

std::string uscc_prefix(OrganisationKind kind) {
  switch (kind) {
    case OrganisationKind::cooperative:
      return "93";
    case OrganisationKind::supplier_enterprise:
    case OrganisationKind::enterprise:
      return "91";
    case OrganisationKind::individual_business:
      return "92";
    case OrganisationKind::collective:
      return "N1";
    default:
      return "";
  }
}

// The same claims with one of them replaced, signed with `key`.
std::string resigned(const std::string& token, const auth::SigningKey& key, std::string_view claim, json::Value value) {
  const auto first = token.find('.'), second = token.find('.', first + 1);
  auto header = json::parse_value(*from_base64url(token.substr(0, first))).value().as_object();
  auto claims = json::parse_value(*from_base64url(token.substr(first + 1, second - first - 1))).value().as_object();
  (header.contains(claim) ? header : claims)[claim] = std::move(value);
  auto out = to_base64url(json::to_text(header)) + "." + to_base64url(json::to_text(claims));
  return out + "." + to_base64url(auth::ed25519_sign(key.secret, out));
}

}  // namespace

std::string make_uscc(const std::string& prefix, const std::string& region, Random& random) {
  for (;;) {
    std::string code = prefix + region;
    for (int i = 0; i < 8; ++i) code += kAlphabet[random.below(kAlphabet.size())];
    for (const char organisation_check : std::string("0123456789X")) {
      for (const char check : kAlphabet) {
        const auto whole = code + organisation_check + check;
        if (is_valid_uscc(whole)) return whole;
      }
    }
  }
}

People::People(Platform& platform)
    : database_("identity", platform.endpoint("identity"), 2, clock_, random_),
      environment_{database_,
                   platform.vault(),
                   random_,
                   clock_,
                   platform.workers(),
                   [] {},
                   [] {},
                   {1000, std::chrono::seconds(1), {}, {}}},
      keys_(environment_, [](auto) {}) {
  fixture::run(keys_.reload());
  int phone = 0;
  const auto next_phone = [&phone] { return std::to_string(13800138000 + ++phone); };
  for (const bool second : {false, true}) {
    callers_.push_back(make(next_phone(), second ? "consumer B" : "consumer A", std::nullopt, second));
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<OrganisationKind>>([&](auto described) {
      if (second && described.value == OrganisationKind::platform) return;  // there is one
      const auto name = name_of(described.value) + (second ? " B" : " A");
      callers_.push_back(make(next_phone(), name, described.value, second));
    });
  }
}

Caller People::make(const std::string& phone, const std::string& name, std::optional<OrganisationKind> kind,
                    bool second) {
  Caller out;
  out.name = name;
  auto register_one = [&](db::Tx& tx) -> Result<void> {
    const auto account = identity::claim_account(tx, environment_, phone, identity::AccountStatus::active,
                                                 {"system", "system test", ""});
    out.account = account.id;
    out.organisation.reset();
    if (kind) out.organisation = found(tx, account.id, *kind, second);
    return {};
  };
  database_.transaction_blocking(register_one).value();
  out.role = kind ? identity::role_of(*kind) : auth::Role::consumer;
  if (kind) out.kind = *kind;
  out.token = fresh_token(out);
  return out;
}

// Active at once: what an organisation shows and the operator approves is tested elsewhere.
identity::Organisation People::found(db::Tx& tx, AccountId administrator, OrganisationKind kind, bool second) {
  identity::StoredOrganisation made;
  auto& facts = made.facts;
  facts.id = OrganisationId(make_uuid_v7(tx.now(), random_));
  facts.kind = kind;
  facts.status = identity::OrganisationStatus::active;
  facts.name = name_of(kind) + (second ? " B" : " A");
  facts.region = region_of(kind, second);
  if (const auto prefix = uscc_prefix(kind); !prefix.empty()) facts.uscc = make_uscc(prefix, facts.region, random_);
  made.data_key = environment_.vault.make_data_key("organisation:" + facts.id.str());
  EXPECT_TRUE(identity::store::insert_organisation(tx, made));
  identity::append_organisation_event(tx, random_, facts, "system", "system test", "");
  identity::Membership membership;
  membership.id = identity::MembershipId(make_uuid_v7(tx.now(), random_));
  membership.organisation = facts.id;
  membership.account = administrator;
  membership.administrator = true;
  membership.granted_at = tx.now();
  identity::store::insert_membership(tx, membership, administrator);
  return facts;
}

const Caller& People::named(const std::string& name) const {
  for (const auto& caller : callers_) {
    if (caller.name == name) return caller;
  }
  throw std::logic_error("nobody is called " + name);
}

std::string People::fresh_token(const Caller& caller) {
  identity::Standing standing;
  standing.role = caller.role;
  if (caller.organisation) {
    standing.organisation = caller.organisation->id;
    standing.region = caller.organisation->region;
    standing.administrator = true;
  }
  auto enter = [&](db::Tx& tx) -> Result<identity::Grant> {
    return identity::begin_sign_in(tx, random_, caller.account, identity::SignInMethod::code, standing);
  };
  const auto grant = database_.transaction_blocking(enter).value();
  return identity::issue_tokens(keys_, kIssuer, clock_, random_, grant).access_token;
}

std::string People::colleague_token(const Caller& caller, const std::string& phone) {
  auto colleague = caller;
  auto join = [&](db::Tx& tx) -> Result<void> {
    colleague.account =
        identity::claim_account(tx, environment_, phone, identity::AccountStatus::active, {"system", "system test", ""})
            .id;
    identity::Membership membership;
    membership.id = identity::MembershipId(make_uuid_v7(tx.now(), random_));
    membership.organisation = caller.organisation->id;
    membership.account = colleague.account;
    membership.administrator = true;
    membership.granted_at = tx.now();
    identity::store::insert_membership(tx, membership, caller.account);
    return {};
  };
  database_.transaction_blocking(join).value();
  return fresh_token(colleague);
}

std::vector<std::pair<std::string, std::string>> People::worthless_tokens(auth::Role role) {
  const auto somebody =
      std::find_if(callers_.begin(), callers_.end(), [role](const Caller& caller) { return caller.role == role; });
  const auto& good = somebody->token;
  const auto key = keys_.signing_key();
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
  const auto* elsewhere = role == auth::Role::supplier ? "buyers" : "suppliers";
  return {{"no token", ""},
          {"expired", resigned(good, key, "exp", now - 60)},
          {"another surface", resigned(good, key, "aud", elsewhere)},
          {"no surface", resigned(good, key, "aud", nullptr)},
          {"another issuer", resigned(good, key, "iss", "https://elsewhere.example")},
          {"another type", resigned(good, key, "typ", "JWT")},
          {"another algorithm", resigned(good, key, "alg", "none")},
          {"another key", resigned(good, auth::SigningKey::make(random_), "sub", json::Value(somebody->account.str()))},
          {"a refresh token", random_.token(32)},
          {"the internal token", kInternalToken}};
}

}  // namespace shanhai::system_test
