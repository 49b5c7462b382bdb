// What query endpoints read from a request besides the query itself, and how they refuse one.
#pragma once

#include "common/http/message.hpp"
#include "services/traceability/query/service.hpp"

namespace shanhai::traceability::query {

struct ListRequest {
  PageRequest page;
  Extensions extensions;
  std::vector<std::pair<std::string, std::string>> parameters;  // without those of paging
};

// invalid: perPage, nextPageToken, GS1-Extensions.
Result<ListRequest> read_list(const http::Request& request);
// 406: an EPC format that does not exist, or cannot be given. `lists_keys`: of which only one spelling is known.
std::optional<http::Response> refuse_format(const http::Request& request, const std::string& path, bool lists_keys);

// The target of this page, with another token. `path`: as the route table writes it.
std::string next_target(const http::Request& request, std::string_view path, const std::string& token);
// The text that a page token is good for: the path and its parameters.
std::string question_of(const http::Request& request, const ListRequest& list);

// The error as the standard names it: 400 and 413 have several types.
http::Response as_query_problem(const http::Request& request, const Error& error, const std::string& path);

}  // namespace shanhai::traceability::query
