// Text of ids without a string for each, for whoever prints thousands of them.
#pragma once

#include "common/base/id.hpp"

namespace shanhai {

inline constexpr std::size_t kIdDigits = 26;  // 130 bits: the first digit is 0..7
// Writes that many characters: what follows the prefix and its underscore.
void write_id_digits(const IdBytes& bytes, char* out);

}  // namespace shanhai
