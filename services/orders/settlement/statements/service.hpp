// A supplier's statement for a period: what was owed before, every entry, what is owed after.
//
// opening + the net of all entries = closing, always, for what is owed and for what of it may be paid out. Entries
// stand on the day in China on which they happened and are never changed, so a period that is over stays as it is; what
// is corrected later stands on its own day.
#pragma once

#include "common/http/message.hpp"
#include "services/orders/context.hpp"
#include "services/orders/settlement/statements/store.hpp"

namespace shanhai::orders {

struct StatementBalance {
  Money owed;       // below zero: the supplier owes it
  Money available;  // of it: may be paid out
};
BOOST_DESCRIBE_STRUCT(StatementBalance, (), (owed, available))

struct StatementEntryView {
  std::string entry_id;
  StatementKind kind = StatementKind::accrual;
  std::optional<OrderId> order_id;
  std::optional<PayoutId> payout_id;
  Instant occurred_at{};
  Money amount;     // what the buyer paid or got back, or what was paid out
  Money fee;        // taken < 0 < given back
  Money net;        // amount + fee
  Money available;  // by so much what may be paid out changes
  StatementBalance after;
};
BOOST_DESCRIBE_STRUCT(StatementEntryView, (),
                      (entry_id, kind, order_id, payout_id, occurred_at, amount, fee, net, available, after))

struct StatementView {
  OrganisationId supplier_id;
  Date from{}, to{};      // days in China, both counted in
  bool is_final = false;  // the period is over, and nothing that began in it can still come
  StatementBalance opening, closing;
  std::vector<StatementEntryView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(StatementView, (), (supplier_id, from, to, is_final, opening, closing, items, next_cursor))

struct StatementQuery : http::PageQuery {
  Date from{}, to{};                          // at most a year
  std::optional<OrganisationId> supplier_id;  // for the operator; a supplier reads its own
};
BOOST_DESCRIBE_STRUCT(StatementQuery, (http::PageQuery), (from, to, supplier_id))

enum class StatementFormat { csv, xlsx };
BOOST_DESCRIBE_ENUM(StatementFormat, csv, xlsx)

struct StatementExportQuery {
  Date from{}, to{};
  StatementFormat format = StatementFormat::csv;
  std::optional<OrganisationId> supplier_id;
};
BOOST_DESCRIBE_STRUCT(StatementExportQuery, (), (from, to, format, supplier_id))

struct StatementFile {
  std::string name;  // "statement-2026-11-01-2026-11-30.csv"
  std::string media_type, bytes;
};

class SupplierStatements {
 public:
  explicit SupplierStatements(Context& context) : context_(context) {}

  // invalid query/to: before from, or more than a year after it.
  Task<Result<StatementView>> statement(const auth::Principal& caller, StatementQuery query);
  // unprocessable statement_too_long: more entries than a file holds; a shorter period has fewer.
  Task<Result<StatementFile>> file(const auth::Principal& caller, StatementExportQuery query);

 private:
  Context& context_;
};

}  // namespace shanhai::orders
