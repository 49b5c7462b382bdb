// Answers as bytes: status line, headers, Date.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace shanhai::http {

// "Date: Mon, 23 Nov 2026 17:00:00 GMT\r\n", formatted once a second (RFC 9110, 5.6.7). Not thread-safe.
class DateLine {
 public:
  std::string_view at(std::time_t now);

 private:
  std::time_t second_ = -1;
  std::string line_;
};

enum class Persistence { keep_alive, keep_alive_1_0, close };
std::string_view connection_line(Persistence persistence);  // with its line end; empty where HTTP/1.1 needs none

// Head with the blank line. std::logic_error: a header that would not stay one line.
std::string print_head(const Response& response, std::size_t body_bytes, std::string_view date_line,
                       Persistence persistence);

// Where the Date of a prepared answer goes: behind the status line.
std::size_t status_line_length(std::string_view prepared);
int status_of_prepared(std::string_view prepared);
// What of a prepared answer is its body.
std::string_view body_of_prepared(std::string_view prepared);

// Does a request with this If-None-Match already have what `etag` names (RFC 9110, 13.1.2)?
bool is_known_version(std::string_view if_none_match, std::string_view etag);

}  // namespace shanhai::http
