#include "common/http/router.hpp"

#include <stdexcept>

#include "common/http/text.hpp"

namespace shanhai::http {

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
  }
  return "";
}

Router::Router(const std::vector<const RouteTable*>& tables) {
  for (const auto* table : tables) {
    for (const auto& row : table->rows()) add(row);
  }
}

Router::~Router() = default;

void Router::add(const BoundRoute& row) {
  const auto wrong = [&row](const char* what) {
    throw std::logic_error("route " + std::string(name_of(row.method)) + " " + row.path + ": " + what);
  };
  if (row.path.empty() || row.path.front() != '/') wrong("a path begins with a slash");
  Row entry{&row, {}};
  Node* node = &root_;
  std::size_t depth = 0;
  if (row.path != "/") {
    for (const auto segment : split(std::string_view(row.path).substr(1), '/')) {
      if (segment.empty()) wrong("an empty segment");
      const bool named = segment.front() == '{' && segment.back() == '}' && segment.size() > 2;
      if (!named && segment.find_first_of("{}") != std::string_view::npos) wrong("a {name} fills its segment");
      auto& child = named ? node->any : node->fixed[std::string(segment)];
      if (named) entry.names.emplace_back(segment.substr(1, segment.size() - 2), depth);
      if (!child) child = std::make_unique<Node>();
      node = child.get();
      ++depth;
    }
  }
  auto& place = node->rows[static_cast<std::size_t>(row.method)];
  if (place != 0) wrong("is there already");
  rows_.push_back(std::move(entry));
  place = rows_.size();
}

const Router::Row* Router::search(const Node& node, const std::vector<std::string>& segments, std::size_t depth,
                                  Method method) const {
  if (depth == segments.size()) {
    const auto place = node.rows[static_cast<std::size_t>(method)];
    return place ? &rows_[place - 1] : nullptr;
  }
  const auto fixed = node.fixed.find(segments[depth]);
  if (fixed != node.fixed.end()) {
    if (const auto* found = search(*fixed->second, segments, depth + 1, method)) return found;
  }
  if (node.any && !segments[depth].empty()) return search(*node.any, segments, depth + 1, method);
  return nullptr;
}

Router::Match Router::find(Method method, const std::vector<std::string>& segments) const {
  Match out;
  const auto* row = search(root_, segments, 0, method);
  if (!row) return out;
  out.row = row->row;
  out.index = static_cast<std::size_t>(row - rows_.data());
  for (const auto& [name, segment] : row->names) out.values.emplace_back(name, segments[segment]);
  return out;
}

std::string Router::allow(const std::vector<std::string>& segments, bool internal) const {
  std::string out;
  for (std::size_t i = 0; i < kMethods; ++i) {
    const auto method = static_cast<Method>(i);
    const auto* found = search(root_, segments, 0, method);
    if (!found || (!internal && found->row->access.kind() == Access::Kind::internal)) continue;
    out += method == Method::get ? "GET, HEAD, " : std::string(name_of(method)) + ", ";
  }
  return out.empty() ? out : out + "OPTIONS";
}

}  // namespace shanhai::http
