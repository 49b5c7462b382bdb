#include "common/base/text.hpp"

namespace shanhai {

std::size_t code_points(std::string_view utf8) {
  std::size_t count = 0;
  for (const unsigned char byte : utf8) count += (byte & 0xC0) != 0x80;
  return count;
}

}  // namespace shanhai
