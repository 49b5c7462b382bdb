#include "services/catalog/storefront/prepared.hpp"

namespace shanhai::catalog {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

void append_common(std::string& out, const std::string& tag, std::int64_t sequence) {
  out.append("ETag: \"").append(tag).append("\"\r\n");
  out.append("Cache-Control: no-cache\r\nVary: Accept-Encoding\r\nSnapshot-Sequence: ");
  out.append(std::to_string(sequence)).append("\r\nX-Content-Type-Options: nosniff\r\n\r\n");
}

}  // namespace

bool matches(std::string_view if_none_match, const Tags& tags) {
  while (!if_none_match.empty()) {
    const auto comma = if_none_match.find(',');  // our tags hold no comma
    auto tag = trimmed(if_none_match.substr(0, comma));
    if (tag == "*") return true;
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"') {
      tag = tag.substr(1, tag.size() - 2);
      if (tag == tags.plain || tag == tags.gzip) return true;
    }
    if (comma == if_none_match.npos) return false;
    if_none_match.remove_prefix(comma + 1);
  }
  return false;
}

Prepared prepare_ok(std::string_view body, const std::string& tag, bool gzip, std::int64_t sequence) {
  std::string out;
  out.reserve(body.size() + 320);
  out.append("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ");
  out.append(std::to_string(body.size())).append("\r\n");
  if (gzip) out.append("Content-Encoding: gzip\r\n");
  append_common(out, tag, sequence);
  out.append(body);
  return std::make_shared<const std::string>(std::move(out));
}

Prepared prepare_not_modified(const std::string& tag, std::int64_t sequence) {
  std::string out = "HTTP/1.1 304 Not Modified\r\n";
  append_common(out, tag, sequence);
  return std::make_shared<const std::string>(std::move(out));
}

}  // namespace shanhai::catalog
