// The figures of a period as one text: what is digested and signed when it is frozen, and what anybody who may see all
// of them can make again from reports.
//
//   shanhai purchase volume, version 1
//   period 2026Q1
//   as_of 20260402.12345.20260402.17....
//   [measure=paid&group_by=month,buyer_division,...&refund_view=posting]
//   2026-01<tab>440605<tab>...<tab>gross<tab>refunded<tab>lines<tab>refunds<tab>quantity
//
// Each section is a question to GET /v1/measurement/purchases, asked with that period and as_of (or, where it has too
// many rows for one answer, month by month and by one value of its second dimension after the other): its rows in the
// order of their keys' bytes, amounts in fen, every line with its line feed.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "services/measurement/purchases/sums.hpp"

namespace shanhai::measurement {

struct CanonicalFigures {
  std::string digest;  // SHA-256 of the text, 32 bytes
  std::int64_t rows = 0;
};

// Entries of the ledger that one statement sums, where a month can be divided.
inline constexpr std::int64_t kPieceLines = 50'000;

// Reads every grouping that cubes are kept for, of all measures, in both views of refunds, part by part: memory does
// not grow with the period, and each part may be read in a transaction of its own, since the state is named.
class FiguresText {
 public:
  // `period` reads as one (parse_period()).
  FiguresText(const Policy& policy, std::string_view period, AsOf as_of, std::int64_t piece_lines = kPieceLines);

  // Where the reading is: a month of a section, and the piece of it.
  struct Place {
    std::size_t step = 0;
    std::optional<std::vector<DivisionSet>> pieces;  // of the month, once they are known
    std::size_t piece = 0;
  };
  struct Part {
    std::string text;
    std::int64_t rows = 0;
    Place next;
  };
  std::string head() const;
  std::size_t steps() const;
  bool is_over(const Place& place) const { return place.step >= steps(); }
  // The same however often it is called for the same place.
  Result<Part> read(db::Tx& tx, const Place& place) const;

 private:
  const Policy& policy_;
  const std::string period_;
  const AsOf as_of_;
  const std::int64_t piece_lines_;
  std::vector<Date> months_;  // first days
};

// SHA-256 of what it is given, piece by piece.
class FiguresDigest {
 public:
  FiguresDigest();
  void add(std::string_view text);
  std::string finish();  // 32 bytes

 private:
  std::unique_ptr<void, void (*)(void*)> context_;
};

// The whole in one transaction. `take` is given the text in order, too.
Result<CanonicalFigures> canonical_figures(db::Tx& tx, const Policy& policy, std::string_view period, const AsOf& as_of,
                                           const std::function<void(std::string_view)>& take = {},
                                           std::int64_t piece_lines = kPieceLines);

// "key<tab>...<tab>gross<tab>..." of one row.
void append_canonical(std::string& out, const SumRow& row);

}  // namespace shanhai::measurement
