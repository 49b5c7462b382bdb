// Who is at the other end: the socket's peer or, behind a trusted proxy, the last address the proxies did not add
// themselves.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/request_head.hpp"

namespace shanhai::http {

class TrustedProxies {
 public:
  // Addresses ("10.0.0.7") or networks ("10.0.0.0/8", "fd00::/8"). std::runtime_error names one that is neither.
  explicit TrustedProxies(const std::vector<std::string>& entries);
  bool contains(const boost::asio::ip::address& address) const;
  // X-Forwarded-For read from its end, as each proxy appends what it saw.
  boost::asio::ip::address client_of(const boost::asio::ip::address& peer, const RequestHead& head) const;

 private:
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

// What a limit counts: an IPv4 address, or the /64 network that one IPv6 customer owns.
std::string rate_key(const boost::asio::ip::address& address);

}  // namespace shanhai::http
