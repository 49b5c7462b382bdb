#include "common/http/router.hpp"

#include <stdexcept>

#include "common/http/target.hpp"
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

namespace {

constexpr std::string_view kRest = "...}";

// What is left of a path, so that a slash inside a segment is not one between two.
std::string rest_of(const std::vector<std::string>& segments, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < segments.size(); ++i) {
    if (i > from) out += '/';
    for (const auto part : split(segments[i], '/')) {
      if (part.data() != segments[i].data()) out += "%2F";
      out += encode_path(part);
    }
  }
  return out;
}

}  // namespace

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
  bool ended = false;
  if (row.path != "/") {
    for (const auto segment : split(std::string_view(row.path).substr(1), '/')) {
      if (segment.empty()) wrong("an empty segment");
      if (ended) wrong("nothing stands behind {name...}");
      const bool named = segment.front() == '{' && segment.back() == '}' && segment.size() > 2;
      if (!named && segment.find_first_of("{}") != std::string_view::npos) wrong("a {name} fills its segment");
      ended = named && segment.ends_with(kRest);
      auto& child = ended ? node->rest : named ? node->any : node->fixed[std::string(segment)];
      const auto brackets = ended ? 1 + kRest.size() : 2;
      if (named) entry.names.emplace_back(segment.substr(1, segment.size() - brackets), depth);
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
  if (node.any && !segments[depth].empty()) {
    if (const auto* found = search(*node.any, segments, depth + 1, method)) return found;
  }
  return node.rest ? search(*node.rest, segments, segments.size(), method) : nullptr;
}

Router::Match Router::find(Method method, const std::vector<std::string>& segments) const {
  Match out;
  const auto* row = search(root_, segments, 0, method);
  if (!row) return out;
  out.row = row->row;
  out.index = static_cast<std::size_t>(row - rows_.data());
  const bool rest = row->row->path.ends_with(kRest);
  for (const auto& [name, segment] : row->names) {
    const bool last = rest && &name == &row->names.back().first;
    out.values.emplace_back(name, last ? rest_of(segments, segment) : segments[segment]);
  }
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
