#include "common/http/client_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <stdexcept>

namespace shanhai::http {

ClientUrl parse_client_url(const std::string& url) {
  const auto parsed = boost::urls::parse_uri(url);
  constexpr std::size_t kHostMax = 253;  // RFC 1035
  const bool known = parsed && (parsed->scheme() == "http" || parsed->scheme() == "https");
  if (!known || parsed->encoded_host().empty() || parsed->encoded_host().size() > kHostMax || parsed->has_userinfo() ||
      (!parsed->port().empty() && parsed->port_number() == 0)) {  // too large a number is 0 as well
    throw std::invalid_argument("not an absolute http(s) URL");   // which one is not told: it may hold a secret
  }
  ClientUrl out;
  out.secure = parsed->scheme() == "https";
  const std::string host(parsed->encoded_host().data(), parsed->encoded_host().size());
  out.host = host.front() == '[' ? host.substr(1, host.size() - 2) : host;
  out.port = parsed->port().empty() ? (out.secure ? "443" : "80") : std::string(parsed->port());
  out.authority = parsed->port().empty() ? host : host + ':' + out.port;
  out.target = std::string(parsed->encoded_path());
  if (out.target.empty()) out.target = "/";
  if (parsed->has_query()) out.target += '?' + std::string(parsed->encoded_query());
  return out;
}

}  // namespace shanhai::http
