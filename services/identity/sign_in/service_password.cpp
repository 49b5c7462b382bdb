#include "common/auth/password.hpp"
#include "services/identity/accounts/person.hpp"
#include "services/identity/sign_in/domain.hpp"
#include "services/identity/sign_in/service.hpp"

namespace shanhai::identity {
namespace {

// Of a random password nobody kept, with the parameters of hash_password(): what an unknown phone is checked against,
// so that it takes as long as a known one.
constexpr std::string_view kNobodysPassword =
    "$argon2id$v=19$m=19456,t=2,p=1$86MfVOduZcod8PqwPSpPSQ$yB/ffnv51h7MITdJXvyZv5pAG33py4oOYdCElUV27Do";

// What was found before the slow hash, outside any transaction.
struct Candidate {
  std::optional<AccountId> account;
  std::optional<std::string> phc;
};

bool is_right(const Candidate& candidate, const std::string& password) {
  const bool right =
      auth::verify_password(password, candidate.phc ? std::string_view(*candidate.phc) : kNobodysPassword);
  return right && candidate.phc;
}

}  // namespace

Task<Result<Grant>> SignIn::sign_in_by_password(SignInRequest request, Call call) {
  // The attempt is counted before the hash is computed: a hundred guesses at once are no way around the count.
  using Found = std::variant<Candidate, std::chrono::seconds>;
  const auto tries = limits_of_tries(environment_, SignInMethod::password, request.phone.str(), call.address);
  auto find = [this, request, tries](db::Tx& tx) -> Result<Found> {
    if (const auto wait = store::charge(tx, tries.all())) return Found(*wait);
    const auto account = store::find_account_by_phone(tx, phone_lookup(environment_.vault, request.phone.str()));
    Candidate candidate;
    if (account) candidate.account = account->id;
    if (account && account->status == AccountStatus::active) candidate.phc = account->password;
    return Found(std::move(candidate));
  };
  auto found = co_await environment_.database.transaction(std::move(find));
  if (found.has_error()) co_return std::move(found).error();
  if (const auto* wait = std::get_if<std::chrono::seconds>(&*found)) {
    co_return Error::too_many_requests(*wait, "sign_in_paused");
  }
  const auto candidate = std::get<Candidate>(*found);
  auto verify = [candidate, password = request.password->str()](std::size_t) { return is_right(candidate, password); };
  const bool right = co_await environment_.workers.run(std::move(verify));

  using Outcome = std::optional<Grant>;
  auto finish = [this, request, tries, candidate, right](db::Tx& tx) -> Result<Outcome> {
    const auto account = right ? store::lock_account(tx, *candidate.account) : std::nullopt;
    // Changed or erased while the hash was computed: what was proven is no longer true.
    if (!account || account->password != candidate.phc) {
      record(tx, "anonymous", "identity.sign_in_refused", candidate.account ? candidate.account->str() : std::string(),
             {{"method", "password"}});
      return Outcome();
    }
    SH_TRY(auto grant, admit(tx, request, account->id, SignInMethod::password, tries));
    return Outcome(std::move(grant));
  };
  auto outcome = co_await environment_.database.transaction(std::move(finish));
  if (outcome.has_error()) co_return std::move(outcome).error();
  if (!outcome->has_value()) co_return Error::unauthenticated("invalid_credentials");
  co_return std::move(**outcome);
}

}  // namespace shanhai::identity
