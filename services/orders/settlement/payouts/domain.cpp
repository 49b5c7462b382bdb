#include "services/orders/settlement/payouts/domain.hpp"

#include <algorithm>

namespace shanhai::orders {
namespace {

constexpr std::size_t kShownDigits = 4;
constexpr std::size_t kAccountDigitsMin = 6, kAccountDigitsMax = 32;
constexpr std::size_t kBankCodeDigits = 12;

bool are_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<PayoutState> move_payout(PayoutState from, PayoutAction action) {
  if (action == PayoutAction::confirm && from == PayoutState::in_flight) return PayoutState::paid;
  if (action == PayoutAction::fail && from != PayoutState::failed) return PayoutState::failed;
  return Error::conflict("payout_state");
}

bool is_of_account(PayoutFailure failure) {
  return failure == PayoutFailure::account_invalid || failure == PayoutFailure::name_mismatch;
}

bool has_held(const AccountStanding& account, Instant now) {
  const bool never = account.end && *account.end != PayoutAccountEnd::suspended;
  return !never && account.effective_at && *account.effective_at <= now;
}

PayoutAccountState state_of(const AccountStanding& account, bool newest, Instant now) {
  if (account.end) {
    return *account.end == PayoutAccountEnd::suspended ? PayoutAccountState::suspended : PayoutAccountState::refused;
  }
  if (!has_held(account, now)) return PayoutAccountState::pending;
  return newest ? PayoutAccountState::in_use : PayoutAccountState::replaced;
}

std::string masked_number(std::string_view number) {
  return "**** " + std::string(number.substr(number.size() - std::min(kShownDigits, number.size())));
}

bool is_account_number(std::string_view text) {
  return text.size() >= kAccountDigitsMin && text.size() <= kAccountDigitsMax && are_digits(text);
}

bool is_bank_code(std::string_view text) { return text.size() == kBankCodeDigits && are_digits(text); }

bool is_plain_name(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  if (std::string_view("=+-@").find(text.front()) != std::string_view::npos) return false;
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
}

bool is_bank_reference(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace shanhai::orders
