#include "services/orders/procurement/rfqs/store.hpp"

#include <algorithm>
#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

RfqRow read_rfq(const db::Row& row) {
  RfqRow out;
  out.id = row.get<RfqId>("id");
  out.buyer = row.get<BuyerId>("buyer");
  out.buyer_account = row.get<AccountId>("buyer_account");
  out.buyer_kind = row.get<BuyerKind>("buyer_kind");
  out.buyer_name = row.get<std::string>("buyer_name");
  out.buyer_division = row.get<std::string>("buyer_division");
  out.title = row.get<std::string>("title");
  out.note = row.get<std::string>("note");
  out.audience = row.get<RfqAudience>("audience");
  out.county = row.get<std::string>("county");
  out.sealed = row.get<bool>("sealed");
  out.state = row.get<RfqState>("state");
  out.quote_until = row.get<Instant>("quote_until");
  out.opens_at = row.find<Instant>("opens_at");
  out.published_at = row.get<Instant>("published_at");
  out.ended_at = row.find<Instant>("ended_at");
  out.end_reason = row.get<std::string>("end_reason");
  out.version = row.get<std::int64_t>("version");
  return out;
}

void append(std::vector<RfqRow>& out, const db::Rows& rows) {
  for (const auto row : rows) out.push_back(read_rfq(row));
}

// What is addressed to it, and what is open to it: each a range of an index; the pages are merged.
std::vector<RfqRow> list_for_supplier(db::Tx& tx, OrganisationId supplier, RfqId before, std::int64_t limit) {
  std::vector<RfqRow> out;
  append(out, tx.query(queries::rfq_list_of_named, {{"supplier", supplier}, {"before", before}, {"limit", limit}}));
  for (const auto& standing : find_suppliers(tx, {supplier})) {
    for (const auto& county : {std::string(), standing.county}) {
      append(out, tx.query(queries::rfq_list_open,
                           {{"supplier", supplier}, {"county", county}, {"before", before}, {"limit", limit}}));
    }
  }
  std::sort(out.begin(), out.end(), [](const RfqRow& a, const RfqRow& b) { return a.id > b.id; });
  if (out.size() > static_cast<std::size_t>(limit)) out.resize(static_cast<std::size_t>(limit));
  return out;
}

}  // namespace

void insert_rfq(db::Tx& tx, const RfqRow& row, const std::vector<RfqLineRow>& lines,
                const std::vector<OrganisationId>& suppliers) {
  tx.execute(queries::rfq_insert, {{"id", row.id},
                                   {"buyer", row.buyer},
                                   {"buyer_account", row.buyer_account},
                                   {"buyer_kind", row.buyer_kind},
                                   {"buyer_name", row.buyer_name},
                                   {"buyer_division", row.buyer_division},
                                   {"title", row.title},
                                   {"note", row.note},
                                   {"audience", row.audience},
                                   {"county", row.county},
                                   {"sealed", row.sealed},
                                   {"state", row.state},
                                   {"quote_until", row.quote_until},
                                   {"opens_at", row.opens_at},
                                   {"published_at", row.published_at}});
  std::vector<db::Params> rows;
  for (const auto& line : lines) {
    rows.push_back({{"rfq_id", row.id},
                    {"position", line.position},
                    {"sku", line.sku},
                    {"description", line.description},
                    {"quantity", line.quantity},
                    {"unit", line.unit},
                    {"delivery_division", line.delivery_division},
                    {"deliver_by", line.deliver_by}});
  }
  tx.execute_rows(queries::rfq_line_insert, rows);
  std::vector<db::Params> named;
  for (const auto& supplier : suppliers) named.push_back({{"rfq_id", row.id}, {"supplier", supplier}});
  tx.execute_rows(queries::rfq_supplier_insert, named);
}

Result<RfqRow> get_rfq(db::Tx& tx, RfqId id, const OrderScope& scope) {
  const auto rows = tx.query(queries::rfq_find, {{"id", id}, {"buyer", scope.buyer}, {"supplier", scope.supplier}});
  if (rows.empty()) return Error::not_found("rfq");
  return read_rfq(rows.front());
}

Result<RfqRow> lock_rfq(db::Tx& tx, RfqId id, std::optional<BuyerId> buyer) {
  const auto rows = tx.query(queries::rfq_lock, {{"id", id}, {"buyer", buyer}});
  if (rows.empty()) return Error::not_found("rfq");
  return read_rfq(rows.front());
}

std::vector<RfqRow> list_rfqs(db::Tx& tx, const OrderScope& scope, RfqId before, std::int64_t limit) {
  if (scope.supplier) return list_for_supplier(tx, *scope.supplier, before, limit);
  std::vector<RfqRow> out;
  if (scope.buyer) {
    append(out, tx.query(queries::rfq_list_of_buyer, {{"buyer", *scope.buyer}, {"before", before}, {"limit", limit}}));
  } else {
    append(out, tx.query(queries::rfq_list, {{"before", before}, {"limit", limit}}));
  }
  return out;
}

std::vector<RfqLineRow> list_rfq_lines(db::Tx& tx, const std::vector<RfqId>& rfqs) {
  std::vector<RfqLineRow> out;
  if (rfqs.empty()) return out;
  const auto rows = tx.query(queries::rfq_line_list, {{"rfqs", db::Value::list_of(rfqs)}});
  for (const auto row : rows) {
    out.push_back({row.get<RfqId>("rfq_id"), row.get<std::int64_t>("position"), row.find<SkuId>("sku"),
                   row.get<std::string>("description"), row.get<std::int64_t>("quantity"), row.get<std::string>("unit"),
                   row.get<std::string>("delivery_division"), row.get<Date>("deliver_by"),
                   row.find<QuotationId>("awarded_to")});
  }
  return out;
}

std::vector<std::pair<RfqId, OrganisationId>> list_rfq_suppliers(db::Tx& tx, const std::vector<RfqId>& rfqs) {
  std::vector<std::pair<RfqId, OrganisationId>> out;
  if (rfqs.empty()) return out;
  const auto rows = tx.query(queries::rfq_supplier_list, {{"rfqs", db::Value::list_of(rfqs)}});
  for (const auto row : rows) out.emplace_back(row.get<RfqId>("rfq_id"), row.get<OrganisationId>("supplier"));
  return out;
}

void update_rfq(db::Tx& tx, const RfqRow& row) {
  const auto matched = tx.execute(queries::rfq_update, {{"id", row.id},
                                                        {"state", row.state},
                                                        {"opens_at", row.opens_at},
                                                        {"ended_at", row.ended_at},
                                                        {"end_reason", row.end_reason},
                                                        {"version", row.version}});
  if (matched != 1) throw std::logic_error("a request for quotation was changed without its lock");
}

bool award_lines(db::Tx& tx, RfqId rfq, const std::vector<std::int64_t>& positions, QuotationId quotation) {
  const auto matched =
      tx.execute(queries::rfq_line_award,
                 {{"rfq_id", rfq}, {"positions", db::Value::list_of(positions)}, {"quotation", quotation}});
  return matched == positions.size();
}

void release_lines(db::Tx& tx, RfqId rfq, QuotationId quotation) {
  tx.execute(queries::rfq_line_release, {{"rfq_id", rfq}, {"quotation", quotation}});
}

std::vector<SupplierStanding> find_suppliers(db::Tx& tx, const std::vector<OrganisationId>& suppliers) {
  std::vector<SupplierStanding> out;
  if (suppliers.empty()) return out;
  const auto rows = tx.query(queries::procurement_supplier_find, {{"suppliers", db::Value::list_of(suppliers)}});
  for (const auto row : rows) {
    out.push_back({row.get<OrganisationId>("supplier"), row.get<std::string>("name"), row.get<bool>("approved"),
                   row.get<std::string>("registration_county")});
  }
  return out;
}

}  // namespace shanhai::orders::store
