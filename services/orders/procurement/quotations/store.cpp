#include "services/orders/procurement/quotations/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

QuotationRow read_quotation(const db::Row& row) {
  QuotationRow out;
  out.id = row.get<QuotationId>("id");
  out.rfq = row.get<RfqId>("rfq_id");
  out.buyer = row.get<BuyerId>("buyer");
  out.supplier = row.get<OrganisationId>("supplier");
  out.supplier_name = row.get<std::string>("supplier_name");
  out.state = row.get<QuotationState>("state");
  out.withdraw_reason = row.get<std::string>("withdraw_reason");
  out.version = row.get<std::int64_t>("version");
  out.revision = row.get<std::int64_t>("revision");
  out.divisible = row.get<bool>("divisible");
  out.goods = row.get<Money>("goods_fen");
  out.freight = row.get<Money>("freight_fen");
  out.valid_until = row.get<Instant>("valid_until");
  out.note = row.get<std::string>("note");
  out.submitted_by = row.get<AccountId>("submitted_by");
  out.submitted_at = row.get<Instant>("submitted_at");
  return out;
}

std::vector<QuotationRow> read_quotations(const db::Rows& rows) {
  std::vector<QuotationRow> out;
  for (const auto row : rows) out.push_back(read_quotation(row));
  return out;
}

std::vector<QuotationLineRow> read_lines(const db::Rows& rows) {
  std::vector<QuotationLineRow> out;
  for (const auto row : rows) {
    out.push_back({row.get<QuotationId>("quotation_id"), row.get<std::int64_t>("position"), row.get<SkuId>("sku"),
                   row.get<std::int64_t>("product_version"), row.get<std::string>("name"),
                   row.get<std::string>("label"), row.get<std::string>("unit"), row.get<std::int64_t>("quantity"),
                   row.get<Money>("unit_price_fen"), row.get<Money>("amount_fen")});
  }
  return out;
}

}  // namespace

Result<QuotationRow> get_quotation(db::Tx& tx, QuotationId id, const OrderScope& scope) {
  const auto rows = tx.query(queries::quotation_find,
                             {{"id", id}, {"buyer", scope.buyer}, {"supplier", scope.supplier}, {"now", tx.now()}});
  if (rows.empty()) return Error::not_found("quotation");
  return read_quotation(rows.front());
}

std::vector<QuotationRow> list_quotations(db::Tx& tx, std::optional<RfqId> rfq, const OrderScope& scope,
                                          QuotationId before, std::int64_t limit) {
  if (rfq) {
    return read_quotations(tx.query(queries::quotation_list_of_rfq, {{"rfq_id", *rfq},
                                                                     {"buyer", scope.buyer},
                                                                     {"supplier", scope.supplier},
                                                                     {"now", tx.now()},
                                                                     {"before", before},
                                                                     {"limit", limit}}));
  }
  const auto supplier = scope.supplier.value_or(OrganisationId());
  return read_quotations(
      tx.query(queries::quotation_list_of_supplier, {{"supplier", supplier}, {"before", before}, {"limit", limit}}));
}

std::optional<QuotationRow> find_quotation_of(db::Tx& tx, RfqId rfq, OrganisationId supplier) {
  const auto rows = tx.query(queries::quotation_find_of, {{"rfq_id", rfq}, {"supplier", supplier}});
  if (rows.empty()) return std::nullopt;
  return read_quotation(rows.front());
}

std::vector<OrganisationId> list_quoting_suppliers(db::Tx& tx, RfqId rfq) {
  std::vector<OrganisationId> out;
  const auto rows = tx.query(queries::quotation_suppliers_of_rfq, {{"rfq_id", rfq}});
  for (const auto row : rows) out.push_back(row.get<OrganisationId>("supplier"));
  return out;
}

std::vector<QuotationLineRow> list_quotation_lines(db::Tx& tx, QuotationId quotation, std::int64_t revision) {
  return read_lines(tx.query(queries::quotation_line_list_of, {{"quotation_id", quotation}, {"revision", revision}}));
}

std::vector<QuotationLineRow> list_quotation_lines(db::Tx& tx, const std::vector<QuotationId>& quotations) {
  if (quotations.empty()) return {};
  return read_lines(tx.query(queries::quotation_line_list, {{"quotations", db::Value::list_of(quotations)}}));
}

std::vector<QuotationRow> list_quotation_revisions(db::Tx& tx, QuotationId quotation) {
  return read_quotations(tx.query(queries::quotation_revision_list, {{"quotation_id", quotation}}));
}

void insert_quotation(db::Tx& tx, const QuotationRow& row) {
  tx.execute(queries::quotation_insert, {{"id", row.id},
                                         {"rfq_id", row.rfq},
                                         {"buyer", row.buyer},
                                         {"supplier", row.supplier},
                                         {"supplier_name", row.supplier_name},
                                         {"state", row.state},
                                         {"revision", row.revision}});
}

void insert_quotation_revision(db::Tx& tx, const QuotationRow& row, const std::vector<QuotationLineRow>& lines) {
  tx.execute(queries::quotation_revision_insert, {{"quotation_id", row.id},
                                                  {"revision", row.revision},
                                                  {"divisible", row.divisible},
                                                  {"goods_fen", row.goods},
                                                  {"freight_fen", row.freight},
                                                  {"valid_until", row.valid_until},
                                                  {"note", row.note},
                                                  {"submitted_by", row.submitted_by},
                                                  {"submitted_at", row.submitted_at}});
  std::vector<db::Params> rows;
  for (const auto& line : lines) {
    rows.push_back({{"quotation_id", row.id},
                    {"revision", row.revision},
                    {"position", line.position},
                    {"sku", line.sku},
                    {"product_version", line.product_version},
                    {"name", line.name},
                    {"label", line.label},
                    {"unit", line.unit},
                    {"quantity", line.quantity},
                    {"unit_price_fen", line.unit_price},
                    {"amount_fen", line.amount}});
  }
  tx.execute_rows(queries::quotation_line_insert, rows);
}

void update_quotation(db::Tx& tx, const QuotationRow& row) {
  const auto matched = tx.execute(queries::quotation_update, {{"id", row.id},
                                                              {"state", row.state},
                                                              {"revision", row.revision},
                                                              {"withdraw_reason", row.withdraw_reason},
                                                              {"version", row.version}});
  if (matched != 1) throw std::logic_error("a quotation was changed without its request's lock");
}

}  // namespace shanhai::orders::store
