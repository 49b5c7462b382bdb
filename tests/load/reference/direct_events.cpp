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
#include <map>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

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

using ByEvent = std::map<std::string, std::vector<std::string>>;

// Rows by the event that stands in front of each.
ByEvent read_by_event(Session& session, const std::string& sql) {
  ByEvent out;
  for (const auto& row : session.literal_rows(sql)) {
    const auto comma = row.find(", ");
    out[row.substr(0, comma)].push_back(row.substr(comma + 2));
  }
  return out;
}

// What stands behind a document's events, each once, in the order of the keys that the rows begin with.
std::set<std::string> rows_of(const ByEvent& rows, const std::vector<std::string>& events) {
  std::set<std::string> out;
  for (const auto& event : events) {
    if (const auto found = rows.find(event); found != rows.end())
      out.insert(found->second.begin(), found->second.end());
  }
  return out;
}

Work read_work(Session& session, std::size_t documents) {
  Work out;
  const auto limit = std::to_string(documents * kEventsOfADocument);
  auto ids = session.literal_rows("SELECT id FROM epcis_event WHERE captured = 1 ORDER BY id DESC LIMIT " + limit);
  auto jobs = session.literal_rows("SELECT * FROM capture_job ORDER BY id DESC LIMIT " + std::to_string(documents));
  if (ids.size() != documents * kEventsOfADocument || jobs.size() != documents)
    throw std::runtime_error("fewer documents were captured");
  std::reverse(ids.begin(), ids.end());  // in the order in which they came
  std::reverse(jobs.begin(), jobs.end());
  const auto from = " WHERE event_id >= " + ids.front();
  const auto all = [&](const std::string& table) {
    return read_by_event(session, "SELECT event_id, " + table + ".* FROM " + table + from);
  };
  const auto events = read_by_event(session, "SELECT id, epcis_event.* FROM epcis_event WHERE id >= " + ids.front());
  const auto values = all("epcis_event_value"), links = all("captured_link"), leaves = all("log_leaf");
  const auto texts = read_by_event(session,
                                   "SELECT e.event_id, v.* FROM epcis_event_value AS e JOIN epcis_value AS v "
                                   "USING (organisation_id, kind, value_hash)" +
                                       from);
  for (std::size_t i = 0; i < documents; ++i) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(i * kEventsOfADocument);
    const std::vector<std::string> own(begin, begin + kEventsOfADocument);
    std::string sql = "START TRANSACTION;INSERT INTO direct_capture_job VALUES (" + jobs[i] + ");";
    const auto add = [&](const char* table, const ByEvent& rows, const char* insert = "INSERT INTO") {
      const auto all_rows = rows_of(rows, own);
      if (all_rows.empty()) throw std::runtime_error("no rows for " + std::string(table));
      sql +=
          insert + std::string(" ") + table + " VALUES " + joined({all_rows.begin(), all_rows.end()}, "(", ")") + ";";
      out.rows += all_rows.size();
    };
    add("direct_epcis_event", events);
    add("direct_epcis_event_value", values);
    add("direct_epcis_value", texts, "INSERT IGNORE INTO");  // one that other events have, too, is there already
    add("direct_captured_link", links);
    add("direct_log_leaf", leaves);
    out.transactions.push_back(sql + "COMMIT");
    ++out.rows;
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
