#include "services/orders/payment/domain.hpp"

#include <algorithm>
#include <array>

namespace shanhai::orders {
namespace {

using enum PaymentState;
using enum PaymentAction;

constexpr std::array kMoves = {
    PaymentMove{opening, open, awaiting},
    PaymentMove{opening, receive_all, paid},  // the channel's answer was lost, its callback was not
    PaymentMove{opening, close, closed},
    PaymentMove{awaiting, open, awaiting},
    PaymentMove{awaiting, receive_part, awaiting},
    PaymentMove{awaiting, receive_all, paid},
    PaymentMove{awaiting, close, closed},
    PaymentMove{paid, receive_part, paid},  // more than was asked for
    PaymentMove{paid, receive_all, paid},
    PaymentMove{closed, close, closed},
    PaymentMove{closed, receive_part, closed},
    PaymentMove{closed, receive_all, paid},  // late money
};

constexpr std::string_view kAlphabet =
    "0123456789ABCDEFGHJKMNPQRSTVWXY";  // 31: Crockford's without Z, so that mod 31 checks
constexpr std::size_t kDigits = 10;     // the last one checks
constexpr std::string_view kPrefix = "SH";

char check_digit(std::string_view digits) {
  std::size_t sum = 0, weight = 1;
  for (const char c : digits) {
    weight = weight * 3 % 31;
    sum += kAlphabet.find(c) * weight;
  }
  return kAlphabet[(31 - sum % 31) % 31];
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::span<const PaymentMove> payment_moves() { return kMoves; }

Result<PaymentState> move_payment(PaymentState from, PaymentAction action) {
  const auto move = std::find_if(kMoves.begin(), kMoves.end(),
                                 [&](const PaymentMove& row) { return row.from == from && row.action == action; });
  if (move == kMoves.end()) return Error::conflict("payment_state", "the payment's state does not allow this");
  return move->to;
}

Distribution distribute(Money amount, const std::vector<Payable>& payables) {
  Distribution out;
  out.rest = amount;
  for (const bool expired : {false, true}) {
    for (const auto& payable : payables) {
      if (payable.expired != expired || payable.due > out.rest || payable.due == Money()) continue;
      out.rest -= payable.due;
      (expired ? out.revive : out.pay).push_back(payable.order);
    }
  }
  return out;
}

std::string make_reference_code(Random& random) {
  std::string digits;
  while (digits.size() + 1 < kDigits) digits += kAlphabet[random.below(kAlphabet.size())];
  digits += check_digit(digits);
  return std::string(kPrefix) + digits;
}

bool is_reference_code(std::string_view code) {
  if (code.size() != kPrefix.size() + kDigits || !code.starts_with(kPrefix)) return false;
  const auto digits = code.substr(kPrefix.size());
  if (digits.find_first_not_of(kAlphabet) != digits.npos) return false;
  return check_digit(digits.substr(0, kDigits - 1)) == digits.back();
}

std::vector<std::string> find_reference_codes(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  std::vector<std::string> out;
  const auto length = kPrefix.size() + kDigits;
  for (std::size_t at = upper.find(kPrefix); at != upper.npos; at = upper.find(kPrefix, at + 1)) {
    if (at > 0 && is_alphanumeric(upper[at - 1])) continue;
    if (at + length < upper.size() && is_alphanumeric(upper[at + length])) continue;
    auto code = upper.substr(at, length);
    if (is_reference_code(code) && std::find(out.begin(), out.end(), code) == out.end()) out.push_back(std::move(code));
  }
  return out;
}

}  // namespace shanhai::orders
