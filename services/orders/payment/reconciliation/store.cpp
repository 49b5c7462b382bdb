#include "services/orders/payment/reconciliation/store.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

constexpr std::size_t kLookup = 500;  // numbers in one list

BillRow read_bill(const db::Row& row) {
  BillRow out;
  out.id = row.get<ChannelBillId>("id");
  out.channel = row.get<PaymentChannel>("channel");
  out.day = row.get<Date>("bill_date");
  out.sha256 = row.get<std::string>("sha256");
  out.entries = row.get<std::int64_t>("entries");
  out.paid = row.get<Money>("paid_fen");
  out.refunded = row.get<Money>("refunded_fen");
  out.imported_by = row.get<std::string>("imported_by");
  out.imported_at = row.get<Instant>("imported_at");
  out.open_differences = row.get<std::int64_t>("open_differences");
  return out;
}

template <class E>
std::optional<E> named(const std::string& name) {
  E out{};
  if (!boost::describe::enum_from_string(name.c_str(), out)) return std::nullopt;
  return out;
}

DifferenceRow read_difference(const db::Row& row) {
  DifferenceRow out;
  out.id = row.get<BillDifferenceId>("id");
  out.bill = row.get<ChannelBillId>("bill_id");
  out.channel = row.get<PaymentChannel>("channel");
  out.day = row.get<Date>("bill_date");
  out.difference.kind = row.get<DifferenceKind>("kind");
  out.difference.subject = row.get<BillSubject>("subject");
  out.difference.number = row.get<std::string>("number");
  out.difference.transaction = row.get<std::string>("transaction_number");
  out.difference.ours = row.find<Money>("ours_fen");
  out.difference.theirs = row.find<Money>("theirs_fen");
  out.difference.ours_state = named<BillState>(row.get<std::string>("ours_state"));
  out.difference.theirs_state = named<BillState>(row.get<std::string>("theirs_state"));
  out.resolved = row.get<bool>("resolved");
  out.resolution = row.get<std::string>("resolution");
  out.resolved_by = row.get<std::string>("resolved_by");
  out.resolved_at = row.find<Instant>("resolved_at");
  return out;
}

BillEntry read_payment_entry(const db::Row& row) {
  return {BillSubject::payment,
          row.get<std::string>("channel_number"),
          row.get<std::string>("provider_transaction"),
          row.get<Money>("amount_fen"),
          BillState::succeeded,
          row.get<Instant>("paid_at")};
}

BillEntry read_refund_entry(const db::Row& row) {
  const auto state = row.get<RefundState>("state");
  BillEntry out{BillSubject::refund,
                row.get<std::string>("channel_number"),
                row.get<std::string>("provider_refund"),
                row.get<Money>("amount_fen"),
                BillState::processing,
                row.find<Instant>("accepted_at").value_or(Instant())};
  if (state == RefundState::refused) out.state = BillState::failed;
  if (state == RefundState::succeeded)
    out.state = row.find<std::string>("bank_entry") ? BillState::paid_by_bank : BillState::succeeded;
  return out;
}

std::optional<DifferenceRow> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_difference(rows.front());
}

// Those of `entries` that an imported bill names.
std::set<std::string> find_billed(db::Tx& tx, PaymentChannel channel, BillSubject subject,
                                  const std::vector<BillEntry>& entries) {
  std::set<std::string> out;
  for (std::size_t at = 0; at < entries.size(); at += kLookup) {
    std::vector<std::string> numbers;
    for (auto i = at; i < std::min(at + kLookup, entries.size()); ++i) numbers.push_back(entries[i].number);
    const auto rows = tx.query(queries::channel_bill_entry_find,
                               {{"channel", channel}, {"subject", subject}, {"numbers", db::Value::list_of(numbers)}});
    for (const auto row : rows) {
      BillEntry entry;
      entry.subject = subject;
      entry.number = row.get<std::string>("number");
      entry.transaction = row.get<std::string>("transaction_number");
      out.insert(entry.key());
    }
  }
  return out;
}

}  // namespace

bool insert_bill(db::Tx& tx, const BillRow& bill) {
  return tx.try_insert(queries::channel_bill_insert, {{"channel", bill.channel},
                                                      {"bill_date", bill.day},
                                                      {"id", bill.id},
                                                      {"sha256", db::Bytes{bill.sha256}},
                                                      {"entries", bill.entries},
                                                      {"paid_fen", bill.paid},
                                                      {"refunded_fen", bill.refunded},
                                                      {"imported_by", bill.imported_by},
                                                      {"now", bill.imported_at}});
}

void insert_bill_entries(db::Tx& tx, const BillRow& bill, const std::vector<BillEntry>& entries) {
  std::vector<db::Params> rows;
  std::int64_t position = 0;
  for (const auto& entry : entries) {
    rows.push_back({{"bill_id", bill.id},
                    {"position", position++},
                    {"channel", bill.channel},
                    {"subject", entry.subject},
                    {"number", entry.number},
                    {"transaction_number", entry.transaction},
                    {"amount_fen", entry.amount},
                    {"state", entry.state},
                    {"occurred_at", entry.occurred_at}});
  }
  tx.execute_rows(queries::channel_bill_entry_insert, rows);
}

std::optional<BillRow> find_bill(db::Tx& tx, PaymentChannel channel, Date day) {
  const auto rows = tx.query(queries::channel_bill_find, {{"channel", channel}, {"bill_date", day}});
  if (rows.empty()) return std::nullopt;
  return read_bill(rows.front());
}

std::vector<BillRow> list_bills(db::Tx& tx, PaymentChannel channel, Date before, std::int64_t limit) {
  std::vector<BillRow> out;
  const auto rows = tx.query(queries::channel_bill_list, {{"channel", channel}, {"before", before}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_bill(row));
  return out;
}

std::map<std::string, BillEntry> find_booked(db::Tx& tx, PaymentChannel channel,
                                             const std::vector<BillEntry>& entries) {
  std::map<std::string, BillEntry> out;
  std::vector<std::string> transactions;
  std::vector<RefundId> refunds;
  const auto look_up = [&] {
    if (!transactions.empty()) {
      const auto rows = tx.query(queries::payment_receipt_find_many,
                                 {{"channel", channel}, {"transactions", db::Value::list_of(transactions)}});
      for (const auto row : rows) {
        auto ours = read_payment_entry(row);
        auto key = ours.key();
        out.emplace(std::move(key), std::move(ours));
      }
    }
    if (!refunds.empty()) {
      const auto rows =
          tx.query(queries::refund_find_many, {{"channel", channel}, {"ids", db::Value::list_of(refunds)}});
      for (const auto row : rows) {
        auto ours = read_refund_entry(row);
        auto key = ours.key();
        out.emplace(std::move(key), std::move(ours));
      }
    }
    transactions.clear();
    refunds.clear();
  };
  for (const auto& entry : entries) {
    if (entry.subject == BillSubject::payment) {
      transactions.push_back(entry.transaction);
    } else if (const auto id = RefundId::parse(std::string(first_refund_number(entry.number))); id.has_value()) {
      refunds.push_back(*id);
    }
    if (transactions.size() + refunds.size() >= kLookup) look_up();
  }
  look_up();
  return out;
}

std::vector<BillEntry> list_unbilled(db::Tx& tx, PaymentChannel channel, Instant from, Instant to,
                                     std::chrono::minutes margin) {
  std::vector<BillEntry> payments, refunds, out;
  const auto received =
      tx.query(queries::payment_receipt_list_between, {{"channel", channel}, {"from", from}, {"to", to}});
  for (const auto row : received) payments.push_back(read_payment_entry(row));
  const auto accepted = tx.query(queries::refund_list_accepted_between,
                                 {{"channel", channel}, {"from", from - margin}, {"to", to - margin}});
  for (const auto row : accepted) refunds.push_back(read_refund_entry(row));
  for (const auto* ours : {&payments, &refunds}) {
    if (ours->empty()) continue;
    const auto billed = find_billed(tx, channel, ours->front().subject, *ours);
    for (const auto& entry : *ours) {
      if (!billed.contains(entry.key())) out.push_back(entry);
    }
  }
  return out;
}

void insert_differences(db::Tx& tx, const std::vector<DifferenceRow>& differences) {
  const auto state = [](const std::optional<BillState>& named_state) {
    return named_state ? name_of(*named_state) : std::string();
  };
  std::vector<db::Params> rows;
  for (const auto& row : differences) {
    rows.push_back({{"bill_id", row.bill},
                    {"id", row.id},
                    {"channel", row.channel},
                    {"bill_date", row.day},
                    {"subject", row.difference.subject},
                    {"kind", row.difference.kind},
                    {"number", row.difference.number},
                    {"transaction_number", row.difference.transaction},
                    {"ours_fen", row.difference.ours},
                    {"theirs_fen", row.difference.theirs},
                    {"ours_state", state(row.difference.ours_state)},
                    {"theirs_state", state(row.difference.theirs_state)}});
  }
  tx.execute_rows(queries::bill_difference_insert, rows);
}

std::vector<DifferenceRow> list_differences(db::Tx& tx, bool resolved, std::optional<ChannelBillId> bill,
                                            BillDifferenceId after, std::int64_t limit) {
  std::vector<DifferenceRow> out;
  db::Params params{{"resolved", resolved}, {"after", after}, {"limit", limit}};
  if (bill) params.push_back({"bill_id", *bill});
  const auto rows = tx.query(bill ? queries::bill_difference_list_of_bill : queries::bill_difference_list, params);
  for (const auto row : rows) out.push_back(read_difference(row));
  return out;
}

std::optional<DifferenceRow> find_difference(db::Tx& tx, BillDifferenceId id) {
  return first_of(tx.query(queries::bill_difference_find, {{"id", id}}));
}

std::optional<DifferenceRow> lock_difference(db::Tx& tx, BillDifferenceId id) {
  return first_of(tx.query(queries::bill_difference_lock, {{"id", id}}));
}

void resolve_difference(db::Tx& tx, const DifferenceRow& row) {
  const auto matched = tx.execute(queries::bill_difference_resolve, {{"resolution", row.resolution},
                                                                     {"resolved_by", row.resolved_by},
                                                                     {"resolved_at", row.resolved_at},
                                                                     {"id", row.id}});
  if (matched != 1) throw std::logic_error("a difference is not there");
}

bool ask_about_payment(db::Tx& tx, PaymentChannel channel, PaymentId id) {
  return tx.execute(queries::payment_ask_now, {{"id", id}, {"channel", channel}, {"now", tx.now()}}) == 1;
}

bool ask_about_refund(db::Tx& tx, PaymentChannel channel, RefundId id) {
  return tx.execute(queries::refund_ask_now, {{"id", id}, {"channel", channel}, {"now", tx.now()}}) == 1;
}

}  // namespace shanhai::orders::store
