// Who may call what, proven by calling it: every row of a route table with every kind of caller.
//
// Nothing of it is written per route: a new row is covered because it stands in the table. What is written by hand is
// the list of rows that are open to everybody (integration/system/access_matrix_test.cpp), so that opening one is a
// decision somebody sees.
#pragma once

#include <string>
#include <vector>

#include "tests/served/process.hpp"

namespace shanhai::fixture {

class AccessMatrix {
 public:
  // Signs tokens of its own; the process believes no other key from then on.
  explicit AccessMatrix(Process& process);

  // Each gives what is wrong, one line each; empty: good. `exchanges` counts what was tried.
  std::vector<std::string> check_row(const http::BoundRoute& row);
  std::int64_t exchanges() const { return exchanges_; }

  std::string token(auth::Role role);                         // of somebody nobody has heard of
  static std::string target_of(const http::BoundRoute& row);  // ids that exist nowhere in place of {names}

 private:
  Answer call(const http::BoundRoute& row, const std::string& token);
  void check_internal(const http::BoundRoute& row);
  void check_public(const http::BoundRoute& row);
  void check_caller(const http::BoundRoute& row, auth::Role role);
  void expect(bool good, const http::BoundRoute& row, const std::string& caller, const Answer& answer);
  std::string sign(const auth::SigningKey& key, auth::Role role, Instant now, const std::string& issuer = kIssuer);

  Process& process_;
  SecureRandom random_;
  SystemClock clock_;
  const auth::SigningKey key_ = auth::SigningKey::make(random_);
  std::vector<std::string> wrong_;
  std::int64_t exchanges_ = 0;
};

}  // namespace shanhai::fixture
