#include "common/http/response_head.hpp"

#include <array>
#include <stdexcept>

#include "common/http/text.hpp"

namespace shanhai::http {
namespace {

struct Reason {
  int status;
  std::string_view phrase;
};
constexpr std::array kReasons = {
    Reason{101, "Switching Protocols"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{422, "Unprocessable Content"},
    Reason{426, "Upgrade Required"},
    Reason{428, "Precondition Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{505, "HTTP Version Not Supported"},
};

std::string_view reason_of(int status) {
  for (const auto& reason : kReasons) {
    if (reason.status == status) return reason.phrase;
  }
  return "";
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  for (const unsigned char c : value) {
    if ((c < 0x20 && c != '\t') || c == 0x7f)
      throw std::logic_error("a control character in header " + std::string(name));
  }
  out.append(name).append(": ").append(value).append("\r\n");
}

bool has_content(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

std::string_view DateLine::at(std::time_t now) {
  if (now == second_) return line_;
  second_ = now;
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[64];
  const auto length =
      std::strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);  // the C locale's names
  line_.assign(text, length);
  return line_;
}

std::string_view connection_line(Persistence persistence) {
  switch (persistence) {
    case Persistence::keep_alive:
      return "";
    case Persistence::keep_alive_1_0:
      return "Connection: keep-alive\r\n";
    case Persistence::close:
      return "Connection: close\r\n";
  }
  return "";
}

std::string print_head(const Response& response, std::size_t body_bytes, std::string_view date_line,
                       Persistence persistence) {
  std::string out;
  out.reserve(384);
  out.append("HTTP/1.1 ")
      .append(std::to_string(response.status))
      .append(" ")
      .append(reason_of(response.status))
      .append("\r\n");
  out.append(date_line);
  if (has_content(response.status)) {
    if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
    append_header(out, "Content-Length", std::to_string(body_bytes));
  }
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  out.append("X-Content-Type-Options: nosniff\r\n").append(connection_line(persistence)).append("\r\n");
  return out;
}

std::size_t status_line_length(std::string_view prepared) {
  const auto end = prepared.find("\r\n");
  if (end == std::string_view::npos) throw std::logic_error("a prepared answer has no status line");
  return end + 2;
}

int status_of_prepared(std::string_view prepared) {
  constexpr std::size_t kAt = std::string_view("HTTP/1.1 ").size();
  if (prepared.size() < kAt + 3) return 0;
  return (prepared[kAt] - '0') * 100 + (prepared[kAt + 1] - '0') * 10 + (prepared[kAt + 2] - '0');
}

std::string_view body_of_prepared(std::string_view prepared) {
  const auto blank = prepared.find("\r\n\r\n");
  if (blank == std::string_view::npos) throw std::logic_error("a prepared answer has no blank line");
  return prepared.substr(blank + 4);
}

bool is_known_version(std::string_view if_none_match, std::string_view etag) {
  if (etag.empty() || if_none_match.empty()) return false;
  const auto opaque = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
  for (const auto tag : split(if_none_match, ',')) {
    if (trim(tag) == "*" || opaque(trim(tag)) == opaque(etag)) return true;
  }
  return false;
}

}  // namespace shanhai::http
