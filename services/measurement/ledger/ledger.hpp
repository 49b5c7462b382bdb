// The only writer of entries. Their sums are made later (cubes/folding.hpp).
#pragma once

#include <map>

#include "common/db/transaction.hpp"
#include "services/measurement/ledger/entry.hpp"

namespace shanhai::measurement {

struct SaleDay {
  Date sale_on{}, attributed_on{};
  Date counted_on{};          // by day of sale: sale_on, or later where that was frozen before it came
  std::int64_t sequence = 0;  // its own
};

// What some events or records of one source add, in one transaction: entries, and how far the source is counted.
//
//   Ledger ledger(tx, Origin::registrations);  // waits for whoever else counts this source
//   ledger.reach(ledger.sequence() + 1, tx.now());  // a source that is numbered here
//   ledger.add(entry);                              // any number
//   ledger.write();                                 // once, at the end
//
// However the source is divided among transactions, the same bytes are written.
class Ledger {
 public:
  Ledger(db::Tx& tx, Origin origin);
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  std::int64_t sequence() const { return sequence_; }  // counted so far
  Date booked_on() const { return booked_on_; }
  // Whatever is added next comes from this event. False: it is counted already, pass it over.
  bool reach(std::int64_t sequence, Instant occurred_at);

  // Reads the days of sales that will be taken back, of those that are in the table.
  void load_sales(const std::vector<orders::Measure>& measures, const std::vector<OrderLineId>& lines);
  // Of sales that were loaded, or added since. nullptr: not counted.
  const SaleDay* find_sale(orders::Measure measure, OrderLineId line) const;

  void add(Entry entry);
  void write();  // DuplicateKey: the same sale, or refund of it, is counted already under another number

 private:
  db::Tx& tx_;
  Origin origin_;
  std::int64_t sequence_ = 0;
  Date booked_on_{};
  std::vector<Freeze> freezes_;
  std::map<std::pair<orders::Measure, OrderLineId>, SaleDay> sales_;
  std::vector<db::Params> entries_, adjustments_, days_;
};

}  // namespace shanhai::measurement
