// Paths that a standard governs: its contract wins over the product's own (EPCIS 2.0 names the types of problems, and
// lets clients discover by OPTIONS what a server can do).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/http/message.hpp"

namespace shanhai::http {

struct StandardContract {
  struct Problem {
    int status;
    std::string type;  // of the problem document, instead of about:blank
    std::vector<std::pair<std::string, std::string>> headers;
  };
  std::string path;                                            // as the route table writes it: "/capture/{capture}"
  std::vector<std::pair<std::string, std::string>> discovery;  // headers of the answer to OPTIONS
  std::vector<Problem> problems;
};

// Before serving; a path that is registered again gets the new contract.
void register_standard_contract(StandardContract contract);
// Adds to what OPTIONS says of a path that is registered.
void add_discovery(const std::string& path, const std::vector<std::pair<std::string, std::string>>& headers);
// The headers by which OPTIONS describes the path; empty: no standard governs it.
std::vector<std::pair<std::string, std::string>> discovery_of(const std::string& path);
// A problem as the standard of its path asks for it; any other response as it is.
Response as_standard(Response response, const std::string& path);

}  // namespace shanhai::http
