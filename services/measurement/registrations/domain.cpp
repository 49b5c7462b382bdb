#include "services/measurement/registrations/domain.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "common/base/divisions.hpp"
#include "common/base/encoding.hpp"

namespace shanhai::measurement {
namespace {

using State = RegistrationState;
using Action = RegistrationAction;

struct Move {
  State from;
  Action action;
  State to;
};
constexpr Move kMoves[] = {
    {State::submitted, Action::confirm, State::confirmed},  {State::submitted, Action::disclaim, State::refused},
    {State::submitted, Action::withdraw, State::withdrawn}, {State::submitted, Action::correct, State::corrected},
    {State::confirmed, Action::approve, State::approved},   {State::confirmed, Action::send_back, State::sent_back},
    {State::confirmed, Action::refuse, State::refused},     {State::confirmed, Action::withdraw, State::withdrawn},
    {State::confirmed, Action::correct, State::corrected},  {State::sent_back, Action::withdraw, State::withdrawn},
    {State::sent_back, Action::correct, State::corrected},  {State::approved, Action::reverse, State::reversed},
};

// One line cannot be worth more than a trillion yuan: sums of many stay far from the limits of an integer.
constexpr Money kLineMax{100'000'000'000'000};

bool are_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class Checks {
 public:
  Checks(const SubmissionFacts& facts, Date today, std::int64_t days_max)
      : facts_(facts), today_(today), days_max_(days_max) {}

  Result<void> run() && {
    check_days();
    if (facts_.lines.empty() || facts_.lines.size() > kRegistrationLinesMax) fail("/lines", "out_of_range");
    for (std::size_t i = 0; i < facts_.lines.size(); ++i) check(facts_.lines[i], "/lines/" + std::to_string(i));
    if (facts_.vouchers.empty() || facts_.vouchers.size() > kVouchersMax) fail("/vouchers", "out_of_range");
    for (std::size_t i = 0; i < facts_.vouchers.size(); ++i)
      check(facts_.vouchers[i], "/vouchers/" + std::to_string(i));
    if (!wrong_.empty()) return Error::invalid(std::move(wrong_));
    return {};
  }

 private:
  void fail(std::string pointer, std::string code, std::string detail = {}) {
    wrong_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }

  void check_days() {
    if (facts_.purchased_on > today_) fail("/purchased_on", "in_the_future");
    if (facts_.purchased_on < add_days(today_, -static_cast<int>(days_max_)))
      fail("/purchased_on", "too_old", "at most " + std::to_string(days_max_) + " days ago");
    if (!facts_.received_on) return;
    if (*facts_.received_on > today_) fail("/received_on", "in_the_future");
    if (*facts_.received_on < facts_.purchased_on) fail("/received_on", "before_purchase");
  }

  void check(const OfflineLineFacts& line, const std::string& at) {
    const auto expect = [&](bool given, bool wanted, const char* member) {
      if (given != wanted) fail(at + member, wanted ? "required" : "not_expected");
    };
    expect(line.has_name, !line.on_platform, "/product_name");
    expect(line.has_category, !line.on_platform, "/category");
    expect(line.production_county.has_value(), !line.on_platform, "/production_county");
    if (line.on_platform && line.raw_material_county) fail(at + "/raw_material_county", "not_expected");
    if (line.production_county && !is_supported_county(*line.production_county))
      fail(at + "/production_county", "unknown_county", "one of the 29 supported counties");
    if (line.raw_material_county && !find_division(*line.raw_material_county))
      fail(at + "/raw_material_county", "unknown_division");
    if (line.amount <= Money() || line.amount > kLineMax) fail(at + "/amount", "out_of_range");
  }

  void check(const VoucherFacts& voucher, const std::string& at) {
    const bool invoice = voucher.kind == VoucherKind::invoice;
    const bool of_money = invoice || voucher.kind == VoucherKind::transfer_slip;
    if (invoice != voucher.invoice_number.has_value())
      fail(at + "/invoice_number", invoice ? "required" : "not_expected");
    if (!invoice && voucher.invoice_code) fail(at + "/invoice_code", "not_expected");
    if (invoice && voucher.invoice_number && !invoice_key(voucher.invoice_code, *voucher.invoice_number))
      fail(at + "/invoice_number", "invalid_invoice_number",
           "20 digits, or 8 digits with an invoice_code of 10 or 12 digits");
    if (of_money != voucher.amount.has_value()) fail(at + "/amount", of_money ? "required" : "not_expected");
    if (voucher.amount && (*voucher.amount <= Money() || *voucher.amount > kLineMax))
      fail(at + "/amount", "out_of_range");
    if (voucher.dated_on > today_) fail(at + "/dated_on", "in_the_future");
    const bool counts = voucher.kind == VoucherKind::transfer_slip || voucher.kind == VoucherKind::acceptance_note;
    if (counts && voucher.dated_on < add_days(today_, -static_cast<int>(days_max_)))
      fail(at + "/dated_on", "too_old", "at most " + std::to_string(days_max_) + " days ago");
    if (voucher.kind == VoucherKind::acceptance_note && voucher.dated_on < facts_.purchased_on)
      fail(at + "/dated_on", "before_purchase");
  }

  const SubmissionFacts& facts_;
  const Date today_;
  const std::int64_t days_max_;
  std::vector<FieldError> wrong_;
};

Money total_of(const SubmissionFacts& facts) {
  Money out;
  for (const auto& line : facts.lines) out += line.amount;
  return out;
}

Money sum_of(const SubmissionFacts& facts, VoucherKind kind) {
  Money out;
  for (const auto& voucher : facts.vouchers) {
    if (voucher.kind == kind) out += voucher.amount.value_or(Money());
  }
  return out;
}

std::optional<Date> latest_of(const SubmissionFacts& facts, VoucherKind kind) {
  std::optional<Date> out;
  for (const auto& voucher : facts.vouchers) {
    if (voucher.kind == kind && (!out || voucher.dated_on > *out)) out = voucher.dated_on;
  }
  return out;
}

}  // namespace

Result<RegistrationState> move_registration(RegistrationState state, RegistrationAction action) {
  for (const auto& move : kMoves) {
    if (move.from == state && move.action == action) return move.to;
  }
  return Error::conflict("registration_state", "the registration's state does not allow this");
}

bool has_ended(RegistrationState state) {
  return state == State::refused || state == State::withdrawn || state == State::corrected || state == State::reversed;
}

Result<void> check_submission(const SubmissionFacts& facts, Date today, std::int64_t days_max) {
  return Checks(facts, today, days_max).run();
}

std::optional<std::string> invoice_key(const std::optional<std::string>& code, const std::string& number) {
  if (!are_digits(number) || (code && !are_digits(*code))) return std::nullopt;
  if (!code) return number.size() == 20 ? std::optional(number) : std::nullopt;
  if (number.size() != 8 || (code->size() != 10 && code->size() != 12)) return std::nullopt;
  return *code + "-" + number;
}

CountedDays counted_days(const SubmissionFacts& facts, bool buyer_says_so) {
  CountedDays out;
  out.ordered = facts.purchased_on;
  if (sum_of(facts, VoucherKind::transfer_slip) >= total_of(facts))
    out.paid = std::max(out.ordered, *latest_of(facts, VoucherKind::transfer_slip));  // not before it was bought
  out.accepted = latest_of(facts, VoucherKind::acceptance_note);
  if (!out.accepted && buyer_says_so) out.accepted = facts.received_on;
  return out;
}

std::vector<Doubt> doubts_of(const SubmissionFacts& facts, bool invoice_number_used, bool buyer_confirmed,
                             bool supplier_confirmed) {
  std::vector<Doubt> out;
  if (invoice_number_used) out.push_back(Doubt::invoice_number_used);
  if (sum_of(facts, VoucherKind::invoice) < total_of(facts)) out.push_back(Doubt::invoices_below_amount);
  if (!buyer_confirmed) out.push_back(Doubt::buyer_unconfirmed);
  if (!supplier_confirmed) out.push_back(Doubt::supplier_unconfirmed);
  return out;
}

bool is_supported_county(std::string_view county) {
  const auto* division = find_division(county);
  return division && division->supported_origin;
}

OrganisationId outside_party(std::string_view uscc) {
  const auto digest = sha256("shanhai.registration.party:" + std::string(uscc));
  IdBytes bytes;
  std::memcpy(bytes.data(), digest.data(), bytes.size());
  return OrganisationId(bytes);
}

}  // namespace shanhai::measurement
