#include "services/identity/sign_in/limits.hpp"

#include "services/identity/sign_in/domain.hpp"

namespace shanhai::identity {
namespace {

store::Throttled counted(const Environment& environment, std::string_view kind, std::string_view value,
                         const ThrottleRule& rule) {
  return {environment.vault.lookup_hash("throttle|" + std::string(kind) + "|" + std::string(value)), rule};
}

std::string from(std::string_view phone, const std::string& network) { return std::string(phone) + "|" + network; }

}  // namespace

SignInLimits limits_of_codes(const Environment& environment, std::string_view phone, std::string_view address) {
  const auto network = network_of(std::string(address));
  return {counted(environment, "codes_near", from(phone, network), kCodesPerPhoneNear),
          counted(environment, "codes", phone, kCodesPerPhone),
          counted(environment, "codes_from", network, environment.codes_per_address)};
}

SignInLimits limits_of_tries(const Environment& environment, SignInMethod method, std::string_view phone,
                             std::string_view address) {
  const auto network = network_of(std::string(address));
  const std::string kind = method == SignInMethod::code ? "code_tries" : "password_tries";
  return {counted(environment, kind + "_near", from(phone, network), kTriesPerPhoneNear),
          counted(environment, kind, phone, kTriesPerPhone),
          counted(environment, "tries_from", network, kTriesPerAddress)};
}

void forgive(db::Tx& tx, const SignInLimits& limits) {
  store::forget(tx, limits.near.subject);
  store::refund(tx, limits.wide);
  store::refund(tx, limits.address);
}

void forget_phone(db::Tx& tx, const Environment& environment, std::string_view phone, std::string_view address) {
  for (const auto& limits :
       {limits_of_codes(environment, phone, address), limits_of_tries(environment, SignInMethod::code, phone, address),
        limits_of_tries(environment, SignInMethod::password, phone, address)}) {
    store::forget(tx, limits.near.subject);
    store::forget(tx, limits.wide.subject);
  }
}

}  // namespace shanhai::identity
