// What is counted when somebody signs in: the phone from one network, the phone from everywhere, the network.
#pragma once

#include <array>

#include "services/identity/environment.hpp"
#include "services/identity/sign_in/store.hpp"
#include "services/identity/throttle/store.hpp"

namespace shanhai::identity {

struct SignInLimits {
  store::Throttled near, wide, address;
  std::array<store::Throttled, 3> all() const { return {near, wide, address}; }
};

SignInLimits limits_of_codes(const Environment& environment, std::string_view phone, std::string_view address);
// Codes and passwords are counted apart: who guesses a password keeps nobody from signing in by code.
SignInLimits limits_of_tries(const Environment& environment, SignInMethod method, std::string_view phone,
                             std::string_view address);
// A proven person: what they got wrong from here is forgotten, this attempt is taken back.
void forgive(db::Tx& tx, const SignInLimits& limits);
// An erased phone leaves no counts behind, but those of other networks, which nobody can name any more; cleanup takes
// them.
void forget_phone(db::Tx& tx, const Environment& environment, std::string_view phone, std::string_view address);

}  // namespace shanhai::identity
