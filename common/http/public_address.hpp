// Which addresses belong to the public internet: what is not this machine, its networks, or set apart for something
// else.
#pragma once

#include <boost/asio/ip/address.hpp>

namespace shanhai::http {

// By the registries of special-purpose addresses (IANA, RFC 6890 and what followed). Of IPv6 only 2000::/3 is given
// out; what carries an IPv4 address in it (mapped, 6to4, NAT64, Teredo) is refused.
bool is_public_address(const boost::asio::ip::address& address);

}  // namespace shanhai::http
