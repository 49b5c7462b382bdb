#include "services/orders/payment/bank_transfer/statement.hpp"

#include <array>
#include <charconv>
#include <set>

#include "common/base/text.hpp"
#include "common/sheets/sheets.hpp"

namespace shanhai::orders {
namespace {

constexpr std::array<std::string_view, 5> kColumns = {"booked_on", "amount_fen", "reference", "payer_name",
                                                      "entry_number"};
constexpr std::size_t kMaxText = 200, kMaxNumber = 40;
constexpr std::int64_t kMaxFen = 100'000'000'000'000;  // far more than one transfer, far from overflowing a sum

using sheets::Cells;

class EntryReader {
 public:
  EntryReader(std::size_t line, const Cells& cells, std::vector<FieldError>& wrong)
      : line_(line), cells_(cells), wrong_(wrong) {}

  StatementEntry read() {
    StatementEntry out;
    if (cells_.size() != kColumns.size()) {
      wrong_.push_back({'/' + std::to_string(line_), "wrong_number_of_cells", "five cells"});
      return out;
    }
    const auto date = parse_date(cells_[0]);
    date.has_value() ? void(out.booked_on = *date) : fail(0, "expected_date", "such as 2026-11-23");
    std::int64_t fen = 0;
    const auto& amount = cells_[1];
    const auto [end, failed] = std::from_chars(amount.data(), amount.data() + amount.size(), fen);
    const bool whole = failed == std::errc() && end == amount.data() + amount.size();
    if (!whole) {
      fail(1, "expected_integer", "fen");
    } else if (fen > kMaxFen || fen < -kMaxFen) {
      fail(1, "out_of_range", "at most 100000000000000 fen either way");
    } else {
      out.amount = Money(fen);
    }
    out.reference = text(2);
    out.payer_name = text(3);
    out.entry_number = cells_[4];
    if (out.entry_number.empty() || out.entry_number.size() > kMaxNumber || !is_visible_ascii(out.entry_number)) {
      fail(4, "out_of_range", "1 to 40 visible ASCII characters");
    }
    return out;
  }

 private:
  static bool has_control_character(std::string_view text) {
    for (const unsigned char c : text) {
      if (c < ' ' || c == 0x7f) return true;
    }
    return false;
  }

  static bool is_visible_ascii(std::string_view text) {
    for (const unsigned char c : text) {
      if (c <= ' ' || c >= 0x7f) return false;
    }
    return true;
  }

  std::string text(std::size_t column) {
    if (code_points(cells_[column]) > kMaxText) {
      fail(column, "out_of_range", "at most 200 characters");
    } else if (has_control_character(cells_[column])) {
      fail(column, "control_character", {});
    }
    return cells_[column];
  }

  void fail(std::size_t column, std::string code, std::string detail) {
    wrong_.push_back(
        {'/' + std::to_string(line_) + '/' + std::string(kColumns[column]), std::move(code), std::move(detail)});
  }

  std::size_t line_;
  const Cells& cells_;
  std::vector<FieldError>& wrong_;
};

}  // namespace

Result<std::vector<StatementEntry>> parse_statement(std::string_view csv) {
  sheets::Limits limits;
  limits.rows = kMaxStatementEntries + 2;  // one too many is ours to name
  SH_TRY(const auto records, sheets::read_csv(csv, limits));
  if (records.empty() ||
      !std::equal(records.front().begin(), records.front().end(), kColumns.begin(), kColumns.end())) {
    return Error::invalid_field("/0", "unexpected_head", "booked_on,amount_fen,reference,payer_name,entry_number");
  }
  if (records.size() == 1 || records.size() > kMaxStatementEntries + 1) {
    return Error::invalid_field("", "out_of_range", "1 to 5000 entries");
  }
  std::vector<StatementEntry> out;
  std::vector<FieldError> wrong;
  std::set<std::string> numbers;
  for (std::size_t line = 1; line < records.size(); ++line) {
    out.push_back(EntryReader(line, records[line], wrong).read());
    if (!numbers.insert(out.back().entry_number).second && !out.back().entry_number.empty()) {
      wrong.push_back({'/' + std::to_string(line) + "/entry_number", "repeated", {}});
    }
  }
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return out;
}

}  // namespace shanhai::orders
