// The reference that bulk listing is measured against: the newest rows of some tables, inserted once more by multi-row
// INSERTs, some hundred of each table in a transaction, into tables with the same columns and keys (direct_*).
//   bench_catalog_direct SOCKET SCHEMA USER PASSWORD ROWS AT_ONCE TABLE:KEY...
//     The newest are those with the greatest KEY. Prints: rows, seconds from the first statement to the last commit.
//
// Nothing is read, checked or logged within that time: texts of the statements are made before it begins.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <stdexcept>

#include "tests/load/reference/session.hpp"

namespace shanhai::load {
namespace {

using Steady = std::chrono::steady_clock;

std::vector<std::string> newest_rows(Session& session, const std::string& table, const std::string& key,
                                     std::size_t count) {
  auto out =
      session.literal_rows("SELECT * FROM " + table + " ORDER BY " + key + " DESC LIMIT " + std::to_string(count));
  if (out.size() != count) throw std::runtime_error("fewer rows are in " + table);
  std::reverse(out.begin(), out.end());  // in the order in which they came
  return out;
}

std::vector<std::string> transactions_of(Session& session, const std::vector<std::string>& tables, std::size_t rows,
                                         std::size_t at_once) {
  std::vector<std::string> out((rows + at_once - 1) / at_once, "START TRANSACTION");
  for (const auto& named : tables) {
    const auto colon = named.find(':');
    const auto table = named.substr(0, colon);
    const auto all = newest_rows(session, table, named.substr(colon + 1), rows);
    for (std::size_t i = 0; i < rows; ++i) {
      auto& sql = out[i / at_once];
      sql += i % at_once == 0 ? ";INSERT INTO direct_" + table + " VALUES (" : ",(";
      sql += all[i] + ")";
    }
  }
  for (auto& sql : out) sql += ";COMMIT";
  return out;
}

int run(const std::vector<std::string>& words) {
  ::mysql_library_init(0, nullptr, nullptr);
  Session session({words.begin(), words.begin() + 4});
  const auto rows = std::stoul(words[4]);
  const auto transactions = transactions_of(session, {words.begin() + 6, words.end()}, rows, std::stoul(words[5]));
  const auto began = Steady::now();
  for (const auto& sql : transactions) session.run(sql);
  std::cout << rows << ' ' << std::chrono::duration<double>(Steady::now() - began).count() << '\n';
  return 0;
}

}  // namespace
}  // namespace shanhai::load

int main(int count, char** values) {
  const std::vector<std::string> words(values + 1, values + count);
  if (words.size() < 7) {
    std::cerr << "usage: bench_catalog_direct SOCKET SCHEMA USER PASSWORD ROWS AT_ONCE TABLE:KEY...\n";
    return 2;
  }
  try {
    return shanhai::load::run(words);
  } catch (const std::exception& e) {
    std::cerr << "bench_catalog_direct: " << e.what() << '\n';
    return 1;
  }
}
