#include "services/identity/sign_in/service.hpp"

#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "common/notifications/notifications.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/domain_phone.hpp"
#include "services/identity/sign_in/domain.hpp"
#include "services/identity/texts.hpp"

namespace shanhai::identity {
namespace {

Result<void> check_phone(const Phone& phone) {
  if (is_mobile_number(phone.str())) return {};
  return Error::invalid_field("/phone", "invalid_phone", "11 digits of a mobile number of mainland China");
}

Result<SignInMethod> method_of(const SignInRequest& request) {
  if (request.code && request.password) return Error::invalid_field("/password", "not_allowed", "a code is given too");
  if (request.code) return SignInMethod::code;
  if (request.password) return SignInMethod::password;
  return Error::invalid_field("/code", "required", "a code or a password");
}

}  // namespace

std::string SignIn::code_hash(const std::string& phone_lookup, std::string_view code) const {
  return environment_.vault.lookup_hash("code|sign_in|" + to_hex(phone_lookup) + "|" + std::string(code));
}

void SignIn::record(db::Tx& tx, const std::string& actor, std::string_view action, const std::string& subject,
                    json::Object details) const {
  db::AuditEntry entry;
  entry.actor = actor;
  entry.action = action;
  entry.subject = subject;
  entry.details = std::move(details);
  db::append_audit(tx, environment_.random, entry);
}

Task<Result<CodeSent>> SignIn::send_code(CodeRequest request, Call call) {
  SH_CO_CHECK(check_phone(request.phone));
  using Outcome = std::variant<CodeSent, std::chrono::seconds>;
  auto work = [this, request, call](db::Tx& tx) -> Result<Outcome> {
    const auto limits = limits_of_codes(environment_, request.phone.str(), call.address).all();
    if (const auto wait = store::charge(tx, limits)) return Outcome(*wait);
    const auto lookup = phone_lookup(environment_.vault, request.phone.str());
    const auto code = environment_.random.digits(kCodeDigits);
    const auto expires_at = tx.now() + kCodeLifetime;
    store::replace_code(tx, lookup, request.purpose, {code_hash(lookup, code), kCodeAttempts, expires_at});
    notifications::Recipient recipient;
    recipient.phone = request.phone.str();
    recipient.language = call.language;
    notifications::enqueue(tx, environment_.vault, environment_.random, recipient, kOneTimeCode,
                           {{"code", code}, {"minutes", std::to_string(kCodeLifetime.count())}});
    return Outcome(CodeSent{expires_at});
  };
  auto outcome = co_await environment_.database.transaction(std::move(work));
  if (outcome.has_error()) co_return std::move(outcome).error();
  if (const auto* wait = std::get_if<std::chrono::seconds>(&*outcome)) {
    co_return Error::too_many_requests(*wait, "code_requests_paused");
  }
  environment_.message_queued();
  co_return std::get<CodeSent>(*outcome);
}

Task<Result<IssuedTokens>> SignIn::sign_in(SignInRequest request, Call call) {
  SH_CO_CHECK(check_phone(request.phone));
  SH_CO_TRY(const SignInMethod method, method_of(request));
  keys_.signing_key();  // without one, nothing is begun
  if (method == SignInMethod::code) {
    auto granted = co_await sign_in_by_code(request, call);
    co_return tokens_of(std::move(granted));
  }
  auto granted = co_await sign_in_by_password(request, call);
  co_return tokens_of(std::move(granted));
}

Result<IssuedTokens> SignIn::tokens_of(Result<Grant> granted) const {
  if (granted.has_error()) return std::move(granted).error();
  environment_.events_written();
  return issue_tokens(keys_, issuer_, environment_.clock, environment_.random, *granted);
}

Result<Grant> SignIn::admit(db::Tx& tx, const SignInRequest& request, AccountId account, SignInMethod method,
                            const SignInLimits& tries) const {
  SH_TRY(const auto standing,
         find_standing(tx, account, request.role.value_or(auth::Role::consumer), request.organisation_id));
  forgive(tx, tries);
  auto grant = begin_sign_in(tx, environment_.random, account, method, standing);
  record(tx, account.str(), "identity.signed_in", grant.session.id.str(),
         {{"method", boost::describe::enum_to_string(method, "")},
          {"role", boost::describe::enum_to_string(standing.role, "")}});
  return grant;
}

Task<Result<Grant>> SignIn::sign_in_by_code(SignInRequest request, Call call) {
  using Outcome = std::variant<Grant, std::chrono::seconds, std::monostate>;  // the last: wrong
  auto work = [this, request, call](db::Tx& tx) -> Result<Outcome> {
    const auto tries = limits_of_tries(environment_, SignInMethod::code, request.phone.str(), call.address);
    if (const auto wait = store::charge(tx, tries.all())) return Outcome(*wait);
    const auto phone = request.phone.str();
    const auto lookup = phone_lookup(environment_.vault, phone);
    const auto stored = store::lock_code(tx, lookup, CodePurpose::sign_in);
    const bool live = stored && stored->attempts_left > 0 && stored->expires_at > tx.now();
    const bool equal =
        constant_time_equal(stored ? stored->hash : std::string(32, '\0'), code_hash(lookup, request.code->str()));
    if (!live || !equal) {
      store::spend_code_attempt(tx, lookup, CodePurpose::sign_in);
      record(tx, "anonymous", "identity.sign_in_refused", "", {{"method", "code"}});
      return Outcome(std::monostate());
    }
    const auto account =
        claim_account(tx, environment_, phone, AccountStatus::active, {"", "first sign-in", call.trace_id});
    SH_TRY(auto grant, admit(tx, request, account.id, SignInMethod::code, tries));
    store::delete_code(tx, lookup, CodePurpose::sign_in);
    SHANHAI_FAILPOINT("identity.sign_in.before_commit");
    return Outcome(std::move(grant));
  };
  auto outcome = co_await environment_.database.transaction(std::move(work));
  SHANHAI_FAILPOINT("identity.sign_in.after_commit");
  if (outcome.has_error()) co_return std::move(outcome).error();
  if (const auto* wait = std::get_if<std::chrono::seconds>(&*outcome)) {
    co_return Error::too_many_requests(*wait, "sign_in_paused");
  }
  if (auto* grant = std::get_if<Grant>(&*outcome)) co_return std::move(*grant);
  co_return Error::unauthenticated("invalid_credentials");
}

}  // namespace shanhai::identity
