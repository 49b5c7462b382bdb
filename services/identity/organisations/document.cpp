#include "services/identity/organisations/document.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"

namespace shanhai::identity {

std::optional<std::string> media_type_of(std::string_view content) {
  if (content.starts_with("%PDF-")) return "application/pdf";
  if (content.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (content.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
  };
  const bool text =
      !content.empty() && is_valid_utf8(content) && std::none_of(content.begin(), content.end(), is_control);
  if (text) return "text/plain; charset=utf-8";
  return std::nullopt;
}

}  // namespace shanhai::identity
