// Documents that people hand in as proof.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shanhai::identity {

// Media type by the first bytes: PDF, PNG, JPEG, or plain UTF-8 text. nullopt: none of these. What the sender called it
// counts for nothing.
std::optional<std::string> media_type_of(std::string_view content);

}  // namespace shanhai::identity
