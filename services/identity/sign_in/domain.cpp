#include "services/identity/sign_in/domain.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace shanhai::identity {
namespace {

constexpr std::size_t kDistinctMin = 4;

// What lists of leaked passwords begin with, as far as they are long enough to get here. Lower case.
constexpr std::array<std::string_view, 24> kCommon = {
    "12345678",   "123456789", "1234567890", "password", "password1", "password123", "qwertyui",  "qwertyuiop",
    "1qaz2wsx",   "a1234567",  "a12345678",  "aa123456", "abc12345",  "abcd1234",    "asdfghjkl", "iloveyou",
    "woaini1314", "woaini520", "5201314520", "qq123456", "wang1234",  "zxcvbnm1",    "admin123",  "88888888"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

Result<void> check_password(std::string_view password, std::string_view phone) {
  const auto refused = [](const char* detail) { return Error::invalid_field("/password", "weak_password", detail); };
  const std::string text = lower(password);
  if (std::find(kCommon.begin(), kCommon.end(), text) != kCommon.end()) {
    return refused("one of the passwords that are tried first");
  }
  if (std::set<char>(text.begin(), text.end()).size() < kDistinctMin) return refused("too few different characters");
  if (!phone.empty() && text.find(phone) != text.npos) return refused("contains the phone number");
  return {};
}

bool is_recent(Instant signed_in_at, Instant now) { return now - signed_in_at <= kRecentSignIn; }

}  // namespace shanhai::identity
