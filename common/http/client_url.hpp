// An absolute http or https URL, taken apart (RFC 3986).
#pragma once

#include <string>

namespace shanhai::http {

struct ClientUrl {
  bool secure = false;
  std::string host;       // without brackets
  std::string port;       // digits
  std::string target;     // path and query, as given
  std::string authority;  // for Host
  std::string origin() const { return (secure ? "https://" : "http://") + authority; }
};

// std::invalid_argument: anything else, also one with a user name.
ClientUrl parse_client_url(const std::string& url);

}  // namespace shanhai::http
