// What of several media types a client wants most (RFC 9110, 12.5.1).
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

namespace shanhai::traceability {

// The weight of "type/subtype" in an Accept header, by its most specific range; nullopt: not accepted at all.
std::optional<double> weight_of(std::string_view accept, std::string_view type);

// True where the Accept header prefers HTML to JSON; programs that name neither get JSON.
bool prefers_html(std::string_view accept);

// Of types that a program may mean, the one it wants most; the first of those that it wants alike. An absent header
// accepts all.
std::string_view preferred(std::string_view accept, std::initializer_list<std::string_view> types);

}  // namespace shanhai::traceability
