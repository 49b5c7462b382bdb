// What the benchmark of purchase volume measures inside a process.
//   bench_measurement apply SOCKET SCHEMA EVENTS ROUNDS SEED
//     Generated events of orders, in batches of 256: applied as the consumer applies them, folded after every 4,096
//     and at the end until nothing is left to fold, then the entries that they became inserted as plain rows of many
//     into a table of the same keys, one transaction for each batch either way. Prints for each round: events, rows,
//     seconds to apply and fold, seconds to insert, seconds of folding.
//   bench_measurement fold SOCKET SCHEMA
//     Folds whatever is counted. Prints: blocks, seconds.
//   bench_measurement report SOCKET SCHEMA
//     One round for each line of standard input. Prints for each report: its name, milliseconds of the report,
//     milliseconds of GROUP BY over the lines (0 where the line says "alone"), whether both say the same.
//   bench_measurement lag SOCKET SCHEMA ORDERS_SCHEMA PER_SECOND SECONDS SEED
//     Events are committed to the orders' outbox at that rate, whatever becomes of them; numbered and consumed as in a
//     server. Prints for every tenth of a second of them: milliseconds from their commit until they are counted.
#include <atomic>
#include <chrono>
#include <iostream>
#include <thread>

#include "common/events/stream.hpp"
#include "services/measurement/cubes/folding.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/purchases/sums.hpp"
#include "tests/integration/measurement/volume_life.hpp"

namespace shanhai::measurement {
namespace {

using Steady = std::chrono::steady_clock;
using Words = std::vector<std::string>;

constexpr std::size_t kBatch = 256;     // what a consumer takes at once
constexpr std::size_t kFoldAfter = 16;  // batches: a second or two of a backlog

double seconds_since(Steady::time_point began) { return std::chrono::duration<double>(Steady::now() - began).count(); }

struct Access {
  Access(const std::string& socket, const std::string& schema)
      : endpoint{"unix://" + socket, schema, "root", "", ""}, database("measurement", endpoint, 1, clock, random) {}
  SystemClock clock;
  SecureRandom random;
  db::Endpoint endpoint;
  db::Database database;
};

constexpr const char* kColumns =
    "measure, line_id, kind, source, origin, sequence, order_id, occurred_at, occurred_on, booked_on, posted_on, "
    "sale_on, sale_posted_on, attributed_on, frozen_for, amount_fen, quantity, buyer_kind, buyer_organisation, "
    "buyer_account, buyer_division, delivery_division, supplier, product, category, certified, production_county, "
    "raw_material_county, registration_county, channel";

std::string literals() {
  std::string out = "CONCAT('(', CONCAT_WS(',', ";
  std::string columns(kColumns);
  bool first = true;
  for (std::size_t from = 0; from < columns.size();) {
    const auto comma = std::min(columns.find(", ", from), columns.size());
    const auto name = columns.substr(from, comma - from);
    from = comma + 2;
    const bool binary = name == "line_id" || name == "source" || name == "order_id" || name == "buyer_organisation" ||
                        name == "buyer_account" || name == "supplier" || name == "product";
    const bool number = name == "sequence" || name == "amount_fen" || name == "quantity" || name == "certified";
    out += first ? "" : ", ";
    first = false;
    if (binary) {
      out += "CONCAT('x''', HEX(" + name + "), '''')";
    } else if (number) {
      out += name;
    } else {
      out += "IF(" + name + " IS NULL, 'NULL', CONCAT('''', " + name + ", ''''))";
    }
  }
  return out + "), ')') AS row_text";
}

// One statement for each batch of sequences.
std::vector<std::string> inserts(db::Connection& connection, std::int64_t from, std::int64_t to, std::size_t& rows) {
  std::vector<std::string> out;
  for (auto at = from; at < to; at += std::int64_t(kBatch)) {
    std::string text = std::string("INSERT ") + "INTO bench_entry (" + kColumns + ") VALUES ";
    bool any = false;
    const auto end = std::min<std::int64_t>(to, at + std::int64_t(kBatch));
    for (const auto row :
         connection.query("SELECT " + literals() + " FROM measurement_entry WHERE sequence > " + std::to_string(at) +
                          " AND sequence <= " + std::to_string(end) + " ORDER BY sequence")) {
      text += any ? "," : "";
      text += row.get<std::string>("row_text");
      any = true;
      ++rows;
    }
    if (any) out.push_back(std::move(text));
  }
  return out;
}

// Until nothing is left to fold; how many blocks were written.
int fold_all(Access& access) {
  for (int written = 0;; ++written) {
    const auto folded = access.database.transaction_blocking(fold_next);
    if (folded.has_error()) throw std::runtime_error(folded.error().code + " " + folded.error().detail);
    if (!*folded) return written;
  }
}

int fold(const Words& words) {
  Access access(words[1], words[2]);
  const auto began = Steady::now();
  const auto written = fold_all(access);
  std::cout << written << ' ' << seconds_since(began) << std::endl;
  return 0;
}

int apply(const Words& words) {
  Access access(words[1], words[2]);
  const auto events = std::stoul(words[3]), rounds = std::stoul(words[4]);
  VolumeLife life(std::stoull(words[5]));
  db::Connection connection(access.endpoint);
  connection.execute("DROP TABLE IF EXISTS bench_entry");
  connection.execute("CREATE TABLE bench_entry LIKE measurement_entry");
  std::int64_t sequence = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<std::vector<events::Event>> batches;
    for (std::size_t i = 0; i < events; ++i) {
      if (i % kBatch == 0) batches.emplace_back();
      batches.back().push_back(life.next().as_event());
    }
    auto began = Steady::now();
    double folding = 0;
    std::size_t taken = 0;
    for (const auto& batch : batches) {
      const auto done =
          access.database.transaction_blocking([&](db::Tx& tx) { return apply_orders_events(tx, batch); });
      if (done.has_error()) throw std::runtime_error(done.error().code + " " + done.error().detail);
      if (++taken % kFoldAfter != 0 && taken != batches.size()) continue;
      const auto folded = Steady::now();
      fold_all(access);
      folding += seconds_since(folded);
    }
    const auto applied = seconds_since(began);
    std::size_t rows = 0;
    const auto statements = inserts(connection, sequence, sequence + std::int64_t(events), rows);
    sequence += std::int64_t(events);
    began = Steady::now();
    for (const auto& statement : statements) {
      connection.execute("START TRANSACTION");
      connection.execute(statement);
      connection.execute("COMMIT");
    }
    std::cout << events << ' ' << rows << ' ' << applied << ' ' << seconds_since(began) << ' ' << folding << std::endl;
  }
  return 0;
}

struct Case {
  const char* name;
  Question question;
  std::string lines;  // the same from the lines
};

std::vector<Case> cases() {
  std::vector<Case> out(3);
  const std::string sums =
      "SUM(IF(kind = 'sale', amount_fen, 0)) AS gross, SUM(IF(kind = 'sale', 0, amount_fen)) AS refunded FROM "
      "measurement_entry ";
  out[0].name = "agency_year";
  out[0].question.period = parse_period("2026").value();
  out[0].question.by = {Dimension::origin_county, Dimension::category};
  out[0].question.filter.buyers = DivisionSet::within("440600");
  std::string buyers;
  for (const auto& code : out[0].question.filter.buyers.codes) buyers += (buyers.empty() ? "'" : ", '") + code + "'";
  out[0].lines =
      "SELECT production_county, category, " + sums +
      "IGNORE INDEX (measurement_entry_posted) WHERE measure = 'paid' AND posted_on BETWEEN '2026-01-01' AND "
      "'2026-12-31' AND buyer_division IN (" +
      buyers + ") GROUP BY production_county, category";
  out[1].name = "county_month";
  out[1].question.period = parse_period("2026-06").value();
  out[1].question.by = {Dimension::buyer_prefecture};
  out[1].question.filter.origins = DivisionSet::within("513431");
  out[1].lines = "SELECT LEFT(buyer_division, 4) AS prefecture, " + sums +
                 "WHERE measure = 'paid' AND posted_on BETWEEN '2026-06-01' AND '2026-06-30' AND production_county = "
                 "'513431' GROUP BY LEFT(buyer_division, 4)";
  out[2].name = "pairing_quarter";
  out[2].question.period = parse_period("2026Q2").value();
  out[2].question.by = {Dimension::month};
  out[2].question.filter.pairing = "440600-513431";
  out[2].question.filter.buyers = DivisionSet::within("440600");
  out[2].question.filter.origins = DivisionSet::within("513431");
  out[2].lines = "SELECT MONTH(posted_on) AS month, " + sums +
                 "WHERE measure = 'paid' AND posted_on BETWEEN '2026-04-01' AND '2026-06-30' AND production_county = "
                 "'513431' AND buyer_division IN (" +
                 buyers + ") GROUP BY MONTH(posted_on)";
  return out;
}

int report(const Words& words) {
  Access access(words[1], words[2]);
  db::Connection connection(access.endpoint);
  Policy policy;
  policy.extend_pairings_to = parse_date("2027-12-31").value();
  for (std::string line; std::getline(std::cin, line);) {
    for (const auto& one : cases()) {
      Money gross, refunded;
      auto began = Steady::now();
      const auto rows = access.database.transaction_blocking([&](db::Tx& tx) { return sum(tx, policy, one.question); });
      const auto ours = seconds_since(began);
      for (const auto& row : rows.value()) {
        gross += row.gross;
        refunded += row.refunded;
      }
      if (line == "alone") {
        std::cout << one.name << ' ' << ours * 1000 << " 0 alone" << std::endl;
        continue;
      }
      began = Steady::now();
      const auto lines = connection.query(one.lines);
      const auto theirs = seconds_since(began);
      std::int64_t sums[2] = {0, 0};
      for (const auto row : lines) {
        sums[0] += row.get<std::int64_t>("gross");
        sums[1] += row.get<std::int64_t>("refunded");
      }
      const bool same = gross.fen() == sums[0] && refunded.fen() == sums[1] && gross > Money();
      std::cout << one.name << ' ' << ours * 1000 << ' ' << theirs * 1000 << ' ' << (same ? "same" : "DIFFERENT")
                << std::endl;
    }
  }
  return 0;
}

// Commits `per_second` events a second, a hundred times a second, and notes when.
void commit_at_rate(Access& orders, events::Sequencer& sequencer, VolumeLife& life, std::int64_t per_second,
                    std::int64_t seconds, std::vector<Steady::time_point>& committed, std::atomic<std::size_t>& count) {
  const auto began = Steady::now();
  for (std::size_t tick = 0; tick < std::size_t(seconds) * 100; ++tick) {
    std::this_thread::sleep_until(began + std::chrono::milliseconds(10) * tick);
    std::vector<events::Event> told;
    for (std::int64_t i = 0; i < per_second / 100; ++i) told.push_back(life.next().as_event());
    std::vector<events::NewEvent> some;  // they refer to the types of those
    for (auto& event : told)
      some.push_back({event.type, "order", OrderId::make(orders.clock, orders.random).str(), 1, "system", "", "",
                      std::move(event.payload)});
    const auto done = orders.database.transaction_blocking([&](db::Tx& tx) -> Result<void> {
      events::append_all(tx, orders.random, some);
      return {};
    });
    if (done.has_error()) throw std::runtime_error(done.error().code);
    sequencer.committed();
    committed[tick] = Steady::now();
    count = tick + 1;
  }
}

int lag(const Words& words) {
  Access measured(words[1], words[2]), orders(words[1], words[3]);
  const auto per_second = std::stoll(words[4]), seconds = std::stoll(words[5]);
  Background background(
      [](const std::string& loop, const std::string& what) { std::cerr << loop << ": " << what << std::endl; });
  events::Wakeup wakeup("orders", nullptr);
  events::Sequencer sequencer(orders.database, wakeup, orders.random, background);
  events::LocalEventSource source(orders.database, wakeup);
  events::Consumer consumer("measurement.orders", measured.database, source, apply_orders_events, background);
  consumer.start();
  Folding folding(measured.database);
  background.spawn("measurement.folding", [&folding](Loop& loop) { return folding.run(loop); });
  VolumeLife life(std::stoull(words[6]));
  std::vector<Steady::time_point> committed(std::size_t(seconds) * 100);
  std::atomic<std::size_t> count = 0;
  std::thread writer([&] {
    const db::ThreadGuard guard;
    commit_at_rate(orders, sequencer, life, per_second, seconds, committed, count);
  });
  db::Connection connection(measured.endpoint);
  for (std::size_t tick = 9; tick < committed.size();) {
    const auto applied = connection.query("SELECT sequence FROM measurement_source WHERE origin = 'orders'")
                             .front()
                             .get<std::int64_t>("sequence");
    while (tick < committed.size() && count > tick && applied >= per_second / 100 * std::int64_t(tick + 1)) {
      std::cout << seconds_since(committed[tick]) * 1000 << std::endl;
      tick += 10;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  writer.join();
  background.stop();
  return 0;
}

}  // namespace
}  // namespace shanhai::measurement

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const shanhai::db::ThreadGuard guard;
  try {
    if (words.size() == 6 && words[0] == "apply") return shanhai::measurement::apply(words);
    if (words.size() == 7 && words[0] == "lag") return shanhai::measurement::lag(words);
    if (words.size() == 3 && words[0] == "fold") return shanhai::measurement::fold(words);
    if (words.size() == 3 && words[0] == "report") return shanhai::measurement::report(words);
  } catch (const std::exception& failed) {
    std::cerr << failed.what() << std::endl;
    return 1;
  }
  std::cerr << "see the head of measurement_bench.cpp" << std::endl;
  return 2;
}
