// One connection to a server on this machine, a request at a time.
#pragma once

#include <string>
#include <string_view>

namespace shanhai::load {

class HttpLine {
 public:
  explicit HttpLine(unsigned short port);
  ~HttpLine();
  HttpLine(const HttpLine&) = delete;
  HttpLine& operator=(const HttpLine&) = delete;

  // Sends a whole request and reads the answer to it, which must say its Content-Length (or be a 204, 202 without one).
  // The view lives until the next call. std::runtime_error: the connection broke, or no answer within 60 s.
  std::string_view exchange(std::string_view request);

 private:
  int handle_;
  std::string answer_;
};

// "GET PATH" with this token, or without one where it is empty.
std::string get_request(std::string_view path, std::string_view token);
std::string post_request(std::string_view path, std::string_view token, std::string_view type, std::string_view body);
// The three digits of an answer's first line.
std::string_view status_of(std::string_view answer);

}  // namespace shanhai::load
