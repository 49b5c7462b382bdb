// The reference that the order writer is measured against: hand-written SQL, one transaction for each order, straight
// to the same schema, without HTTP and without a server in between.
//   bench_orders_direct SOCKET SCHEMA USER PASSWORD CONNECTIONS MILLISECONDS SKUS ACKNOWLEDGED
//     SKUS: a file, one id at the begin of each line; each order is one unit of one of them. What was committed is
//     added to the file ACKNOWLEDGED: key, tab, answer. Prints: orders per second, median and 99th percentile in
//     milliseconds, rows written for each order.
//
// It writes the rows that the newest order in the schema consists of, column by column, with ids, keys and times of its
// own, so it follows the schema by itself. All statements go out in one round trip. What makes it correct: the stock is
// taken by a guarded UPDATE that also checks that the SKU is for sale at the quoted version; the stock entry after it
// cannot be written unless that UPDATE matched, which ends the transaction before its COMMIT; the count of rows of
// every statement is checked. The stock is locked as late as can be, so that the hot row is held for the shortest time.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/encoding.hpp"
#include "common/base/ids.hpp"
#include "common/base/random.hpp"
#include "tests/load/reference/session.hpp"

namespace shanhai::load {
namespace {

using Steady = std::chrono::steady_clock;

// What differs from order to order, in the forms in which it stands in the statements.
struct Identity {
  std::string scope;  // 32 bytes
  std::string group, order, line, event, entry, sku;
  std::string group_text, order_text, line_text, sku_text;
  std::string placed, committed;  // times
};

Identity make_identity(const Clock& clock, Random& random, SkuId sku) {
  Identity out;
  std::vector<std::uint8_t> scope(32);
  random.fill(scope);
  out.scope = to_hex(std::string_view(reinterpret_cast<const char*>(scope.data()), scope.size()));
  const auto group = OrderGroupId::make(clock, random);
  const auto order = OrderId::make(clock, random);
  const auto line = OrderLineId::make(clock, random);
  out.group = to_hex(group.raw());
  out.order = to_hex(order.raw());
  out.line = to_hex(line.raw());
  out.event = to_hex(EventId::make(clock, random).raw());
  out.entry = to_hex(EventId::make(clock, random).raw());
  out.sku = to_hex(sku.raw());
  out.group_text = group.str();
  out.order_text = order.str();
  out.line_text = line.str();
  out.sku_text = sku.str();
  return out;
}

// Statements with places for another order's identity.
class Template {
 public:
  using Member = std::string Identity::*;

  Template(std::string text, const Identity& from, const std::vector<Member>& members) : text_(std::move(text)) {
    for (const auto& member : members) find_places(from.*member, member);
    std::sort(places_.begin(), places_.end());
    const auto same = [](const Place& a, const Place& b) { return a.at == b.at; };  // both times may be one
    places_.erase(std::unique(places_.begin(), places_.end(), same), places_.end());
  }

  std::string with(const Identity& identity) const {
    std::string out;
    out.reserve(text_.size());
    std::size_t at = 0;
    for (const auto& place : places_) {
      out.append(text_, at, place.at - at);
      out += identity.*place.member;
      at = place.at + place.size;
    }
    return out.append(text_, at);
  }

 private:
  struct Place {
    std::size_t at = 0, size = 0;
    Member member{};
    bool operator<(const Place& other) const { return at < other.at; }
  };

  void find_places(const std::string& value, Member member) {
    if (value.empty()) throw std::logic_error("the newest order is not complete");
    for (auto at = text_.find(value); at != std::string::npos; at = text_.find(value, at + value.size())) {
      places_.push_back({at, value.size(), member});
    }
  }

  std::string text_;
  std::vector<Place> places_;
};

const std::vector<Template::Member> kAll = {
    &Identity::scope,      &Identity::group,     &Identity::order,   &Identity::line,      &Identity::event,
    &Identity::entry,      &Identity::sku,       &Identity::placed,  &Identity::committed, &Identity::group_text,
    &Identity::order_text, &Identity::line_text, &Identity::sku_text};

struct Plan {
  std::string sql, answer;
  Identity from;
  std::size_t rows = 0;               // written by INSERT, and one changed
  std::vector<std::uint64_t> counts;  // that each statement must match
};

std::string only(Session& session, const std::string& sql) {
  const auto rows = session.literal_rows(sql);
  if (rows.size() != 1) throw std::runtime_error("expected one row: " + sql);
  return rows.front();
}

std::string bare(const std::string& literal) {  // 0xAB -> AB, 'x' -> x
  return literal.starts_with("0x") ? literal.substr(2) : literal.substr(1, literal.size() - 2);
}

Plan read_plan(Session& session) {
  Plan plan;
  auto& from = plan.from;
  const auto order = only(session, "SELECT id FROM orders ORDER BY id DESC LIMIT 1");
  const auto of_order = " WHERE order_id = " + order;
  from.order = bare(order);
  const auto group = only(session, "SELECT group_id FROM orders WHERE id = " + order);
  from.group = bare(group);
  from.placed = bare(only(session, "SELECT placed_at FROM orders WHERE id = " + order));
  from.line = bare(only(session, "SELECT id FROM order_line" + of_order));
  const auto sku = only(session, "SELECT sku FROM order_line" + of_order);
  from.sku = bare(sku);
  const auto from_hex_id = [](const std::string& hex) { return from_hex(hex).value(); };
  from.order_text = OrderId::from_raw(from_hex_id(from.order)).str();
  from.group_text = OrderGroupId::from_raw(from_hex_id(from.group)).str();
  from.line_text = OrderLineId::from_raw(from_hex_id(from.line)).str();
  from.sku_text = SkuId::from_raw(from_hex_id(from.sku)).str();
  const auto of_key =
      " FROM idempotency_key WHERE created_at >= '" + from.placed + "' AND answer LIKE '%" + from.order_text + "%'";
  const auto of_event = " FROM outbox WHERE aggregate_type = 'order' AND aggregate_id = '" + from.order_text + "'";
  from.scope = bare(only(session, "SELECT scope" + of_key));
  plan.answer = session.text("SELECT answer" + of_key);
  from.committed = bare(only(session, "SELECT created_at" + of_key));
  from.event = bare(only(session, "SELECT id" + of_event));
  from.entry = bare(only(session, "SELECT id FROM stock_entry WHERE sku = " + sku + " AND order_id = " + order));

  const auto add = [&](const std::string& table, const std::string& query) {
    for (const auto& values : session.literal_rows(query)) {
      plan.sql += "INSERT INTO " + table + " VALUES (" + values + ");";
      plan.counts.push_back(1);
      ++plan.rows;
    }
  };
  plan.sql = "START TRANSACTION;";
  plan.counts.push_back(0);
  add("idempotency_key", "SELECT *" + of_key);
  add("order_group", "SELECT * FROM order_group WHERE id = " + group);
  add("orders", "SELECT * FROM orders WHERE id = " + order);
  add("order_line", "SELECT * FROM order_line" + of_order);
  add("order_delivery", "SELECT * FROM order_delivery" + of_order);
  add("outbox", "SELECT *" + of_event);
  // Of the newest order it may be gone: the sequencer takes it when the event gets its number.
  plan.sql += "INSERT INTO outbox_pending VALUES (0x" + from.event + ");";
  plan.counts.push_back(1);
  ++plan.rows;
  plan.sql += "UPDATE sku_stock SET reserved = reserved + 1 WHERE sku = " + sku +
              " AND on_hand - reserved >= 1 AND EXISTS (SELECT 1 FROM sku_listing l JOIN supplier_projection s "
              "ON s.supplier = l.supplier WHERE l.sku = " +
              sku + " AND l.for_sale = 1 AND l.current_version = 1 AND s.status = 'approved');";
  plan.counts.push_back(1);
  // A NULL where there may be none is an error: it ends the statements here, and nothing is committed.
  const auto entry = only(session, "SELECT * FROM stock_entry WHERE sku = " + sku + " AND order_id = " + order);
  plan.sql +=
      "INSERT INTO stock_entry VALUES (IF(ROW_COUNT() = 1, " + sku + ", NULL)" + entry.substr(sku.size()) + ");COMMIT";
  plan.counts.insert(plan.counts.end(), {1, 0});
  plan.rows += 2;
  return plan;
}

struct Tally {
  std::vector<double> milliseconds;  // of those that were committed in time
  std::vector<Identity> committed;
};

Tally place(const std::vector<std::string>& access, const Plan& plan, const std::vector<SkuId>& skus,
            std::uint64_t seed, Steady::time_point end) {
  Session session(access);
  const Template statements(plan.sql, plan.from, kAll);
  SystemClock clock;
  SecureRandom random;
  std::mt19937_64 choice(seed);
  Tally out;
  while (Steady::now() < end) {
    const auto began = Steady::now();
    auto identity = make_identity(clock, random, skus[choice() % skus.size()]);
    identity.placed = identity.committed = to_sql_datetime(clock.now());
    if (session.run(statements.with(identity)) != plan.counts) throw std::runtime_error("rows are missing");
    const auto ended = Steady::now();
    out.committed.push_back(std::move(identity));
    if (ended < end) out.milliseconds.push_back(std::chrono::duration<double, std::milli>(ended - began).count());
  }
  return out;
}

int run(const std::vector<std::string>& words) {
  ::mysql_library_init(0, nullptr, nullptr);
  const std::vector<std::string> access(words.begin(), words.begin() + 4);
  const auto connections = std::stoul(words[4]);
  const auto time = std::chrono::milliseconds(std::stoll(words[5]));
  std::vector<SkuId> skus;
  std::ifstream file(words[6]);
  for (std::string line; std::getline(file, line);) {
    skus.push_back(SkuId::parse(line.substr(0, line.find(' '))).value());
  }
  Session session(access);
  const auto plan = read_plan(session);
  std::vector<std::thread> threads;
  std::vector<Tally> tallies(connections);
  std::atomic<bool> failed = false;
  const auto end = Steady::now() + time;
  for (std::size_t i = 0; i < connections; ++i) {
    threads.emplace_back([&, i] {
      try {
        tallies[i] = place(access, plan, skus, i + 1, end);
      } catch (const std::exception& e) {
        if (!failed.exchange(true)) std::cerr << "bench_orders_direct: " << e.what() << '\n';
      }
      ::mysql_thread_end();
    });
  }
  for (auto& thread : threads) thread.join();
  if (failed) return 1;
  std::vector<double> all;
  for (const auto& tally : tallies) all.insert(all.end(), tally.milliseconds.begin(), tally.milliseconds.end());
  std::sort(all.begin(), all.end());
  const Template answer(plan.answer, plan.from,
                        {&Identity::group_text, &Identity::order_text, &Identity::line_text, &Identity::sku_text});
  std::ofstream acknowledged(words[7], std::ios::app);
  for (const auto& tally : tallies) {
    for (const auto& one : tally.committed) acknowledged << one.scope << '\t' << answer.with(one) << '\n';
  }
  if (all.empty()) throw std::runtime_error("no order in this time");
  std::cout << static_cast<double>(all.size()) / std::chrono::duration<double>(time).count() << ' '
            << all[all.size() / 2] << ' ' << all[all.size() * 99 / 100] << ' ' << plan.rows << '\n';
  return 0;
}

}  // namespace
}  // namespace shanhai::load

int main(int count, char** values) {
  const std::vector<std::string> words(values + 1, values + count);
  if (words.size() != 8) {
    std::cerr << "usage: bench_orders_direct SOCKET SCHEMA USER PASSWORD CONNECTIONS MILLISECONDS SKUS ACKNOWLEDGED\n";
    return 2;
  }
  try {
    return shanhai::load::run(words);
  } catch (const std::exception& e) {
    std::cerr << "bench_orders_direct: " << e.what() << '\n';
    return 1;
  }
}
