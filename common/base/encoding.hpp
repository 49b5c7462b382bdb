// Hex, base64 (RFC 4648), SHA-256, HMAC-SHA256 and constant-time comparison.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace shanhai {

std::string to_hex(std::string_view bytes);                             // lower case
std::optional<std::string> from_hex(std::string_view text);             // nullopt: odd length or other characters
std::string to_base64(std::string_view bytes);                          // standard alphabet, padded
std::optional<std::string> from_base64(std::string_view text);          // strict: padding required, no white space
std::string to_base64url(std::string_view bytes);                       // URL alphabet, no padding
std::optional<std::string> from_base64url(std::string_view text);       // no padding accepted
std::string sha256(std::string_view bytes);                             // 32 raw bytes
std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 raw bytes
bool constant_time_equal(std::string_view a, std::string_view b);       // time depends on lengths only
bool is_valid_utf8(std::string_view text);                              // no overlong forms, no surrogates

}  // namespace shanhai
