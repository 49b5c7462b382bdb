// What the benchmark of traceability needs besides the servers.
//   bench_traceability capture PORT TOKEN CONNECTIONS DOCUMENTS SEED SOCKET SCHEMA USER PASSWORD
//     Sends documents of 100 events, each connection the next one when it was told 202, and waits until all of them are
//     stored and have their place in the transparency log. Prints: events, seconds from the first byte to that moment.
//   bench_traceability get PORT TOKEN CONNECTIONS MILLISECONDS PATHS
//     PATHS: a file, one a line, asked for in turn. Prints: answers per second, median and 99th percentile in
//     milliseconds, bytes of the median answer.
//   bench_traceability trace_by_sql SOCKET SCHEMA USER PASSWORD LOTS
//     LOTS: a file, an id in hexadecimal a line. Prints a line for each: milliseconds, lots behind it, households, lots
//     made of it, order lines.
//   bench_traceability document SEED NUMBER     prints one of the documents
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/load/epcis_documents.hpp"
#include "tests/load/http_line.hpp"
#include "tests/load/reference/direct_trace.hpp"
#include "tests/load/reference/session.hpp"

namespace shanhai::load {
namespace {

using Steady = std::chrono::steady_clock;
using Words = std::vector<std::string>;

constexpr std::chrono::seconds kPatience{120};

double seconds_since(Steady::time_point began) { return std::chrono::duration<double>(Steady::now() - began).count(); }

// Runs `work` on so many threads; throws what the first of them threw.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::vector<std::thread> threads;
  std::exception_ptr failure;
  std::mutex mutex;
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

unsigned short port_of(const std::string& word) { return static_cast<unsigned short>(std::stoul(word)); }

int capture(const Words& words) {
  const auto documents = std::stoul(words[4]);
  const auto seed = std::stoull(words[5]);
  std::vector<std::string> requests;
  for (std::size_t i = 0; i < documents; ++i) {
    requests.push_back(post_request("/capture", words[2], "application/json", make_document(seed, i)));
  }
  ::mysql_library_init(0, nullptr, nullptr);
  Session session({words.begin() + 6, words.begin() + 10});
  const auto logged = [&] { return std::stoull(session.text("SELECT size FROM log_state")); };
  const auto wanted = logged() + documents * kEventsOfADocument;
  std::atomic<std::size_t> next = 0;
  const auto began = Steady::now();
  in_parallel(std::stoul(words[3]), [&](std::size_t) {
    HttpLine line(port_of(words[1]));
    for (auto at = next++; at < documents; at = next++) {
      const auto answer = line.exchange(requests[at]);
      if (status_of(answer) != "202") throw std::runtime_error("refused: " + std::string(answer.substr(0, 500)));
    }
  });
  // Asked for now and then only: the server it is asked of is what is being measured.
  while (logged() < wanted) {
    if (seconds_since(began) > std::chrono::duration<double>(kPatience).count())
      throw std::runtime_error("events did not reach the log");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::cout << documents * kEventsOfADocument << ' ' << seconds_since(began) << '\n';
  return 0;
}

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> out;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) out.push_back(line);
  if (out.empty()) throw std::runtime_error(path + " is empty");
  return out;
}

int trace(const Words& words) {
  ::mysql_library_init(0, nullptr, nullptr);
  for (const auto& one : trace_by_sql({words.begin() + 1, words.begin() + 5}, lines_of(words[5])))
    std::cout << one.milliseconds << ' ' << one.totals << '\n';
  return 0;
}

struct Tally {
  std::vector<double> milliseconds;
  std::vector<std::size_t> bytes;
};

int get(const Words& words) {
  const auto connections = std::stoul(words[3]);
  const auto time = std::chrono::milliseconds(std::stoll(words[4]));
  std::vector<std::string> requests;
  for (const auto& path : lines_of(words[5])) requests.push_back(get_request(path, words[2]));
  std::vector<Tally> tallies(connections);
  const auto end = Steady::now() + time;
  in_parallel(connections, [&](std::size_t who) {
    HttpLine line(port_of(words[1]));
    for (std::size_t at = who; Steady::now() < end; at += connections) {
      const auto began = Steady::now();
      const auto answer = line.exchange(requests[at % requests.size()]);
      if (status_of(answer) != "200") throw std::runtime_error("refused: " + std::string(answer.substr(0, 500)));
      tallies[who].milliseconds.push_back(seconds_since(began) * 1'000);
      tallies[who].bytes.push_back(answer.size());
    }
  });
  Tally all;
  for (const auto& tally : tallies) {
    all.milliseconds.insert(all.milliseconds.end(), tally.milliseconds.begin(), tally.milliseconds.end());
    all.bytes.insert(all.bytes.end(), tally.bytes.begin(), tally.bytes.end());
  }
  if (all.bytes.empty()) throw std::runtime_error("no answer in this time");
  std::sort(all.milliseconds.begin(), all.milliseconds.end());
  std::sort(all.bytes.begin(), all.bytes.end());
  const auto count = all.milliseconds.size();
  std::cout << static_cast<double>(count) / std::chrono::duration<double>(time).count() << ' '
            << all.milliseconds[count / 2] << ' ' << all.milliseconds[count * 99 / 100] << ' ' << all.bytes[count / 2]
            << '\n';
  return 0;
}

int run(const Words& words) {
  if (words.size() == 10 && words[0] == "capture") return capture(words);
  if (words.size() == 6 && words[0] == "get") return get(words);
  if (words.size() == 6 && words[0] == "trace_by_sql") return trace(words);
  if (words.size() == 3 && words[0] == "document") {
    std::cout << make_document(std::stoull(words[1]), std::stoull(words[2])) << '\n';
    return 0;
  }
  std::cerr
      << "usage: bench_traceability capture|get|trace_by_sql|document ... (see the head of traceability_bench.cpp)\n";
  return 2;
}

}  // namespace
}  // namespace shanhai::load

int main(int count, char** values) {
  try {
    return shanhai::load::run({values + 1, values + count});
  } catch (const std::exception& e) {
    std::cerr << "bench_traceability: " << e.what() << '\n';
    return 1;
  }
}
