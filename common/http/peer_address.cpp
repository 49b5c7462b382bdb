#include "common/http/peer_address.hpp"

#include <stdexcept>

#include "common/http/text.hpp"

namespace shanhai::http {

namespace ip = boost::asio::ip;

namespace {

ip::address plain(const ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& entries) {
  for (const auto& entry : entries) {
    const bool v6 = entry.find(':') != std::string::npos;
    const bool network = entry.find('/') != std::string::npos;
    boost::system::error_code failure;
    if (v6)
      v6_.push_back(ip::make_network_v6(network ? entry : entry + "/128", failure));
    else
      v4_.push_back(ip::make_network_v4(network ? entry : entry + "/32", failure));
    if (failure) throw std::runtime_error("trusted proxy '" + entry + "' is neither an address nor a network");
  }
}

bool TrustedProxies::contains(const ip::address& given) const {
  const auto address = plain(given);
  if (address.is_v4()) {
    for (const auto& network : v4_) {
      if (network.canonical().network() == ip::network_v4(address.to_v4(), network.prefix_length()).network())
        return true;
    }
    return false;
  }
  for (const auto& network : v6_) {
    if (network.network() == ip::network_v6(address.to_v6(), network.prefix_length()).network()) return true;
  }
  return false;
}

ip::address TrustedProxies::client_of(const ip::address& peer, const RequestHead& head) const {
  auto client = plain(peer);
  if ((v4_.empty() && v6_.empty()) || !contains(client)) return client;
  for (auto field = head.fields.rbegin(); field != head.fields.rend(); ++field) {
    if (!same_word(field->name, "X-Forwarded-For")) continue;
    const auto hops = split(field->value, ',');
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
      boost::system::error_code failure;
      const auto address = ip::make_address(std::string(trim(*hop)), failure);
      if (failure) return client;  // not an address: whoever wrote it is the last we know
      client = plain(address);
      if (!contains(client)) return client;
    }
  }
  return client;
}

std::string rate_key(const ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  return ip::network_v6(address.to_v6(), 64).canonical().to_string();
}

}  // namespace shanhai::http
