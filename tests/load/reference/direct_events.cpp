// The reference that capture is measured against: the rows that the newest captured documents became, inserted once
// more by multi-row INSERTs, a transaction for each document, into tables with the same columns and keys (direct_*).
//   bench_traceability_direct SOCKET SCHEMA USER PASSWORD CONNECTIONS DOCUMENTS
//     Prints: events, rows for each event, seconds from the first statement to the last commit.
//
// Nothing is read, checked, hashed or logged within that time: texts of the statements are made before it begins. Rows
// that live for a moment only (what waits for a number or for its place in the log) and full tiles are left out.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "tests/load/reference/session.hpp"

namespace shanhai::load {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kEventsOfADocument = 100;

struct Work {
  std::vector<std::string> transactions;
  std::size_t events = 0, rows = 0;
};

std::string joined(const std::vector<std::string>& values, const char* before, const char* after) {
  std::string out;
  for (const auto& value : values) {
    if (!out.empty()) out += ',';
    out.append(before).append(value).append(after);
  }
  return out;
}

Work read_work(Session& session, std::size_t documents) {
  Work out;
  const auto limit = std::to_string(documents * kEventsOfADocument);
  auto ids = session.literal_rows("SELECT id FROM epcis_event WHERE captured = 1 ORDER BY id DESC LIMIT " + limit);
  auto jobs = session.literal_rows("SELECT id FROM capture_job ORDER BY id DESC LIMIT " + std::to_string(documents));
  std::reverse(ids.begin(), ids.end());  // in the order in which they came
  std::reverse(jobs.begin(), jobs.end());
  if (ids.size() != documents * kEventsOfADocument || jobs.size() != documents)
    throw std::runtime_error("fewer documents were captured");
  std::string sql;
  const auto add = [&](const std::string& table, const std::string& where, const char* insert = "INSERT INTO") {
    const auto rows = session.literal_rows("SELECT * FROM " + table + where);
    if (rows.empty()) throw std::runtime_error("no rows of " + table);
    sql += insert + (" direct_" + table) + " VALUES " + joined(rows, "(", ")") + ";";
    out.rows += rows.size();
  };
  for (std::size_t i = 0; i < documents; ++i) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(i * kEventsOfADocument);
    const auto list = joined({begin, begin + kEventsOfADocument}, "", "");
    sql = "START TRANSACTION;";
    add("capture_job", " WHERE id = " + jobs[i]);
    add("epcis_event", " WHERE id IN (" + list + ") ORDER BY id");
    // In the order of their keys.
    const auto organisation = "organisation_id = (SELECT organisation_id FROM capture_job WHERE id = " + jobs[i] + ")";
    const auto own = organisation + " AND event_id IN (" + list + ")";
    add("epcis_event_value", " WHERE " + own + " ORDER BY organisation_id, kind, value_hash, event_id");
    // A value that other events have, too, is there already.
    add("epcis_value",
        " WHERE " + organisation + " AND (kind, value_hash) IN (SELECT kind, value_hash FROM epcis_event_value WHERE " +
            own + ") ORDER BY organisation_id, kind, value_hash",
        "INSERT IGNORE INTO");
    add("captured_link", " WHERE event_id IN (" + list + ") ORDER BY event_id");
    add("log_leaf", " WHERE event_id IN (" + list + ") ORDER BY leaf_index");
    out.transactions.push_back(sql + "COMMIT");
  }
  out.events = ids.size();
  return out;
}

int run(const std::vector<std::string>& words) {
  ::mysql_library_init(0, nullptr, nullptr);
  const std::vector<std::string> access(words.begin(), words.begin() + 4);
  const auto connections = std::stoul(words[4]);
  Session session(access);
  const auto work = read_work(session, std::stoul(words[5]));
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::vector<std::thread> threads;
  const auto began = Steady::now();
  for (std::size_t i = 0; i < connections; ++i) {
    threads.emplace_back([&] {
      try {
        Session own(access);
        for (auto at = next++; at < work.transactions.size(); at = next++) own.run(work.transactions[at]);
      } catch (const std::exception& e) {
        if (!failed.exchange(true)) std::cerr << "bench_traceability_direct: " << e.what() << '\n';
      }
      ::mysql_thread_end();
    });
  }
  for (auto& thread : threads) thread.join();
  if (failed) return 1;
  const double seconds = std::chrono::duration<double>(Steady::now() - began).count();
  std::cout << work.events << ' ' << static_cast<double>(work.rows) / static_cast<double>(work.events) << ' ' << seconds
            << '\n';
  return 0;
}

}  // namespace
}  // namespace shanhai::load

int main(int count, char** values) {
  const std::vector<std::string> words(values + 1, values + count);
  if (words.size() != 6) {
    std::cerr << "usage: bench_traceability_direct SOCKET SCHEMA USER PASSWORD CONNECTIONS DOCUMENTS\n";
    return 2;
  }
  try {
    return shanhai::load::run(words);
  } catch (const std::exception& e) {
    std::cerr << "bench_traceability_direct: " << e.what() << '\n';
    return 1;
  }
}
