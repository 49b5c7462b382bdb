// What may be kept as evidence: its size, and what its bytes show it to be.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace shanhai::catalog {

inline constexpr std::size_t kFileBytesMax = 5 << 20;

// The media type that the bytes themselves show: PDF, PNG, JPEG, or plain UTF-8 text without control characters.
// nullopt: nothing of these. Whatever name the file was given does not count.
std::optional<std::string_view> sniff_media_type(std::string_view bytes);

}  // namespace shanhai::catalog
