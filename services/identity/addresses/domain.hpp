// Where goods can be sent.
#pragma once

#include <cstdint>
#include <string_view>

namespace shanhai::identity {

inline constexpr std::int64_t kAddressesMax = 500;

// A district or county; a prefecture where it has none (Dongguan, Zhongshan).
bool is_delivery_division(std::string_view code);

}  // namespace shanhai::identity
