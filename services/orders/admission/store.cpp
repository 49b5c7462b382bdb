#include "services/orders/admission/store.hpp"

#include <stdexcept>

#include "sql/orders_queries.hpp"

namespace shanhai::orders::store {
namespace {

namespace queries = sql::orders;

std::optional<TicketRow> first_ticket(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return read_ticket(rows.front());
}

}  // namespace

RushRow read_rush(const db::Row& row) {
  RushRow out;
  out.id = row.get<RushId>("id");
  out.sku = row.get<SkuId>("sku");
  out.supplier = row.get<OrganisationId>("supplier");
  out.state = row.get<RushState>("state");
  out.terms.joins_from = row.get<Instant>("joins_from");
  out.terms.starts_at = row.get<Instant>("starts_at");
  out.terms.ends_at = row.get<Instant>("ends_at");
  out.terms.admitted_per_minute = row.get<std::int64_t>("admitted_per_minute");
  out.terms.window_seconds = row.get<std::int64_t>("window_seconds");
  out.seed = row.get<db::Bytes>("seed").value;
  out.line.numbered = row.get<std::int64_t>("numbered");
  out.line.admitted = row.get<std::int64_t>("admitted");
  out.line.reckoned_until = row.get<Instant>("admitted_until");
  out.reason = row.get<std::string>("reason");
  out.version = row.get<std::int64_t>("version");
  out.announced_by = row.get<AccountId>("announced_by");
  out.announced_at = row.get<Instant>("announced_at");
  out.ended_at = row.find<Instant>("ended_at");
  return out;
}

TicketRow read_ticket(const db::Row& row) {
  TicketRow out;
  out.id = row.get<RushTicketId>("id");
  out.rush = row.get<RushId>("rush");
  out.buyer = row.get<BuyerId>("buyer");
  out.round = row.get<std::int64_t>("round");
  out.place = row.find<std::int64_t>("place");
  out.joined_at = row.get<Instant>("joined_at");
  out.admitted_at = row.find<Instant>("admitted_at");
  out.admitted_until = row.find<Instant>("admitted_until");
  out.used_at = row.find<Instant>("used_at");
  out.units = row.get<std::int64_t>("units");
  return out;
}

Result<RushRow> get_rush(db::Tx& tx, RushId id, std::optional<OrganisationId> supplier) {
  const auto rows = tx.query(queries::rush_find, {{"id", id}, {"supplier", supplier}});
  if (rows.empty()) return Error::not_found("rush");
  return read_rush(rows.front());
}

RushRow lock_rush(db::Tx& tx, RushId id) {
  const auto rows = tx.query(queries::rush_lock, {{"id", id}});
  if (rows.empty()) throw std::logic_error("a rush is gone");
  return read_rush(rows.front());
}

void insert_rush(db::Tx& tx, const RushRow& row) {
  tx.execute(queries::rush_insert, {{"id", row.id},
                                    {"sku", row.sku},
                                    {"supplier", row.supplier},
                                    {"state", row.state},
                                    {"joins_from", row.terms.joins_from},
                                    {"starts_at", row.terms.starts_at},
                                    {"ends_at", row.terms.ends_at},
                                    {"admitted_per_minute", row.terms.admitted_per_minute},
                                    {"window_seconds", row.terms.window_seconds},
                                    {"seed", db::Bytes{row.seed}},
                                    {"announced_by", row.announced_by},
                                    {"now", row.announced_at}});
}

void update_rush(db::Tx& tx, const RushRow& row, std::int64_t old_version) {
  const auto matched = tx.execute(queries::rush_update, {{"state", row.state},
                                                         {"numbered", row.line.numbered},
                                                         {"admitted", row.line.admitted},
                                                         {"admitted_until", row.line.reckoned_until},
                                                         {"reason", row.reason},
                                                         {"ended_at", row.ended_at},
                                                         {"version", row.version},
                                                         {"id", row.id},
                                                         {"old_version", old_version}});
  if (matched != 1) throw std::logic_error("a rush was changed without its lock");
}

std::vector<RushRow> list_rushes(db::Tx& tx, std::optional<OrganisationId> supplier, RushId before,
                                 std::int64_t limit) {
  db::Params params{{"before", before}, {"limit", limit}};
  if (supplier) params.push_back({"supplier", *supplier});
  const auto rows = tx.query(supplier ? queries::rush_list_of_supplier : queries::rush_list, params);
  std::vector<RushRow> out;
  for (const auto row : rows) out.push_back(read_rush(row));
  return out;
}

std::vector<RushId> list_rushes_due(db::Tx& tx, std::string_view loop, std::int64_t limit) {
  std::vector<RushId> out;
  const auto rows = tx.query(queries::rush_list_due, {{"loop", loop}, {"now", tx.now()}, {"limit", limit}});
  for (const auto row : rows) out.push_back(row.get<RushId>("id"));
  return out;
}

void set_rush(db::Tx& tx, SkuId sku, std::optional<RushId> rush) {
  tx.execute(queries::stock_set_rush, {{"sku", sku}, {"rush", rush}});
}

bool insert_ticket(db::Tx& tx, const TicketRow& ticket, const std::string& turn) {
  return tx.try_insert(queries::rush_ticket_insert, {{"id", ticket.id},
                                                     {"rush", ticket.rush},
                                                     {"buyer", ticket.buyer},
                                                     {"round", ticket.round},
                                                     {"turn", db::Bytes{turn}},
                                                     {"joined_at", ticket.joined_at}});
}

std::optional<TicketRow> find_ticket(db::Tx& tx, RushTicketId id, BuyerId buyer) {
  return first_ticket(tx.query(queries::rush_ticket_find, {{"id", id}, {"buyer", buyer}}));
}

std::optional<TicketRow> find_newest_ticket(db::Tx& tx, RushId rush, BuyerId buyer) {
  return first_ticket(tx.query(queries::rush_ticket_find_newest, {{"rush", rush}, {"buyer", buyer}}));
}

std::int64_t count_unnumbered(db::Tx& tx, RushId rush) {
  return tx.query(queries::rush_ticket_count_waiting, {{"rush", rush}}).front().get<std::int64_t>("waiting");
}

std::int64_t number_tickets(db::Tx& tx, RushId rush, std::int64_t next, std::int64_t limit) {
  const auto rows = tx.query(queries::rush_ticket_list_unnumbered, {{"rush", rush}, {"limit", limit}});
  if (rows.empty()) return 0;
  std::vector<db::Params> places;
  for (const auto row : rows) places.push_back({{"id", row.get<RushTicketId>("id")}, {"place", next++}});
  const auto count = static_cast<std::int64_t>(places.size());
  if (tx.execute_rows(queries::rush_ticket_number, places) != places.size()) {
    throw std::logic_error("a ticket was given a place without its rush's lock");
  }
  return count;
}

void admit_tickets(db::Tx& tx, RushId rush, std::int64_t after, std::int64_t through, Instant until) {
  const auto matched =
      tx.execute(queries::rush_ticket_admit,
                 {{"rush", rush}, {"after", after}, {"through", through}, {"now", tx.now()}, {"until", until}});
  if (matched != static_cast<std::uint64_t>(through - after)) throw std::logic_error("a line has a gap");
}

std::vector<TicketRow> list_tickets(db::Tx& tx, RushId rush, std::int64_t after, std::int64_t limit) {
  std::vector<TicketRow> out;
  const auto rows = tx.query(queries::rush_ticket_list, {{"rush", rush}, {"after", after}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_ticket(row));
  return out;
}

}  // namespace shanhai::orders::store
