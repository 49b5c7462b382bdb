#include "services/orders/notation.hpp"

#include <charconv>

namespace shanhai::orders {
namespace {

constexpr std::int64_t kFenOfYuan = 100;
constexpr std::size_t kMaxYuanDigits = 12, kDecimals = 2;
constexpr std::chrono::hours kChina(8);
constexpr std::size_t kDateLength = 10, kTextLength = 19;

bool all_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }

// Digits only.
std::int64_t number_of(std::string_view digits) {
  std::int64_t out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

}  // namespace

std::string to_yuan(Money amount) {
  const auto fen = amount.fen();
  // The remainder has the sign of the amount, so that the smallest integer needs no negation.
  const auto yuan = fen / kFenOfYuan, rest = fen % kFenOfYuan;
  auto out = std::to_string(yuan);
  if (fen < 0 && yuan == 0) out = "-0";
  const auto decimals = std::to_string(rest < 0 ? -rest : rest);
  return out + (decimals.size() < kDecimals ? ".0" : ".") + decimals;
}

std::optional<Money> parse_yuan(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto yuan = text.substr(0, point);
  if (!all_digits(yuan) || yuan.size() > kMaxYuanDigits) return std::nullopt;
  std::int64_t fen = number_of(yuan) * kFenOfYuan;
  if (point != text.npos) {
    std::string decimals(text.substr(point + 1));
    if (!all_digits(decimals) || decimals.size() > kDecimals) return std::nullopt;
    decimals.resize(kDecimals, '0');
    fen += number_of(decimals);
  }
  return Money(negative ? -fen : fen);
}

std::string to_china_text(Instant instant) { return to_sql_datetime(instant + kChina).substr(0, kTextLength); }

std::optional<Instant> parse_china_text(std::string_view text) {
  if (text.size() != kTextLength || text[kDateLength] != ' ') return std::nullopt;
  std::string rfc3339(text);
  rfc3339[kDateLength] = 'T';
  const auto parsed = parse_rfc3339(rfc3339 + "+08:00");
  if (parsed.has_error()) return std::nullopt;
  return *parsed;
}

}  // namespace shanhai::orders
