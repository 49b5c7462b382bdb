#include "common/http/public_address.hpp"

#include <array>
#include <cstdint>

namespace shanhai::http {
namespace {

struct Network4 {
  std::uint32_t base;
  int prefix;
};
constexpr std::uint32_t address4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}
constexpr std::array kSpecial4{
    Network4{address4(0, 0, 0, 0), 8},        // this network
    Network4{address4(10, 0, 0, 0), 8},       // private
    Network4{address4(100, 64, 0, 0), 10},    // carriers' own
    Network4{address4(127, 0, 0, 0), 8},      // loopback
    Network4{address4(169, 254, 0, 0), 16},   // link-local, and clouds' metadata
    Network4{address4(172, 16, 0, 0), 12},    // private
    Network4{address4(192, 0, 0, 0), 24},     // protocol assignments
    Network4{address4(192, 0, 2, 0), 24},     // documentation
    Network4{address4(192, 88, 99, 0), 24},   // 6to4 relays
    Network4{address4(192, 168, 0, 0), 16},   // private
    Network4{address4(198, 18, 0, 0), 15},    // benchmarks
    Network4{address4(198, 51, 100, 0), 24},  // documentation
    Network4{address4(203, 0, 113, 0), 24},   // documentation
    Network4{address4(224, 0, 0, 0), 3},      // multicast, reserved, broadcast
};

struct Network6 {
  std::array<std::uint8_t, 4> base;
  int prefix;
};
constexpr std::array kSpecial6{
    Network6{{0x20, 0x01, 0x00, 0x00}, 23},  // protocol assignments, Teredo
    Network6{{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    Network6{{0x20, 0x02, 0x00, 0x00}, 16},  // 6to4
    Network6{{0x3f, 0xff, 0x00, 0x00}, 20},  // documentation
};

constexpr bool same_prefix(std::uint32_t a, std::uint32_t b, int bits) { return (a ^ b) >> (32 - bits) == 0; }

bool is_public4(std::uint32_t address) {
  for (const auto& network : kSpecial4) {
    if (same_prefix(address, network.base, network.prefix)) return false;
  }
  return true;
}

bool is_public6(const boost::asio::ip::address_v6::bytes_type& bytes) {
  const auto first = address4(bytes[0], bytes[1], bytes[2], bytes[3]);
  if (!same_prefix(first, address4(0x20, 0, 0, 0), 3)) return false;
  for (const auto& network : kSpecial6) {
    const auto& base = network.base;
    if (same_prefix(first, address4(base[0], base[1], base[2], base[3]), network.prefix)) return false;
  }
  return true;
}

}  // namespace

bool is_public_address(const boost::asio::ip::address& address) {
  return address.is_v4() ? is_public4(address.to_v4().to_uint()) : is_public6(address.to_v6().to_bytes());
}

}  // namespace shanhai::http
