// Members of channels' JSON documents whose other members are not ours to judge: nullopt where one is missing or has
// another type. Pointers as RFC 6901.
#pragma once

#include "common/json/json.hpp"

namespace shanhai::orders {

std::optional<std::string> text_at(const json::Value& document, std::string_view pointer);
std::optional<std::int64_t> integer_at(const json::Value& document, std::string_view pointer);

}  // namespace shanhai::orders
