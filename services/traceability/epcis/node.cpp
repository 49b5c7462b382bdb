#include "services/traceability/epcis/node.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <numeric>

namespace shanhai::traceability::epcis {
namespace {

namespace bj = boost::json;

constexpr std::size_t kDepthMax = 32;
constexpr std::size_t kNodesMax = 250'000;
constexpr int kExponentMax = 400;  // beyond it a number keeps its exponent

// Of a repeated member the last counts. Sorted, so that an object of very many members costs nothing special.
void keep_last_of_each(Node::Members& members) {
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    const int by_name = members[a].name.compare(members[b].name);
    return by_name < 0 || (by_name == 0 && a < b);
  });
  std::vector<std::size_t> dropped;
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    if (members[order[i]].name == members[order[i + 1]].name) dropped.push_back(order[i]);
  }
  std::sort(dropped.rbegin(), dropped.rend());
  if (dropped.empty()) return;
  Node::Members kept;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!dropped.empty() && dropped.back() == i) {
      dropped.pop_back();
    } else {
      kept.push_back(std::move(members[i]));
    }
  }
  members = std::move(kept);
}

// Builds a Node from what boost::json's parser reports; one buffer, so only strings come in parts.
struct Builder {
  static constexpr std::size_t max_object_size = 100000;
  static constexpr std::size_t max_array_size = 1000000;
  static constexpr std::size_t max_key_size = 4096;
  static constexpr std::size_t max_string_size = 16 << 20;

  Node root;
  std::vector<Node> open;          // containers being read
  std::vector<std::string> names;  // of the members being read, one for each open object
  std::string part;
  std::size_t nodes = 0;

  bool put(Node node, bj::error_code& failure) {
    if (++nodes > kNodesMax) {
      failure = bj::error::array_too_large;
      return false;
    }
    if (open.empty()) {
      root = std::move(node);
    } else if (open.back().is(Node::Kind::array)) {
      open.back().elements.push_back(std::move(node));
    } else {
      open.back().members.push_back({names.back(), std::move(node)});
    }
    return true;
  }
  bool begin(Node::Kind kind) {
    open.emplace_back().kind = kind;
    if (kind == Node::Kind::object) names.emplace_back();
    return true;
  }
  bool end(bj::error_code& failure) {
    Node done = std::move(open.back());
    open.pop_back();
    if (done.is(Node::Kind::object)) {
      names.pop_back();
      keep_last_of_each(done.members);
    }
    return put(std::move(done), failure);
  }
  bool number(std::string_view text, bj::error_code& failure) {
    part.append(text);
    return put(Node::number(std::exchange(part, {})), failure);
  }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code&) { return begin(Node::Kind::object); }
  bool on_object_end(std::size_t, bj::error_code& failure) { return end(failure); }
  bool on_array_begin(bj::error_code&) { return begin(Node::Kind::array); }
  bool on_array_end(std::size_t, bj::error_code& failure) { return end(failure); }
  bool on_key_part(bj::string_view text, std::size_t, bj::error_code&) { return part.append(text), true; }
  bool on_key(bj::string_view text, std::size_t, bj::error_code&) {
    part.append(text);
    names.back() = std::exchange(part, {});
    return true;
  }
  bool on_string_part(bj::string_view text, std::size_t, bj::error_code&) { return part.append(text), true; }
  bool on_string(bj::string_view text, std::size_t, bj::error_code& failure) {
    part.append(text);
    Node node;
    node.kind = Node::Kind::string;
    node.text = std::exchange(part, {});
    return put(std::move(node), failure);
  }
  bool on_number_part(bj::string_view text, bj::error_code&) { return part.append(text), true; }
  bool on_int64(std::int64_t, bj::string_view text, bj::error_code& failure) { return number(text, failure); }
  bool on_uint64(std::uint64_t, bj::string_view text, bj::error_code& failure) { return number(text, failure); }
  bool on_double(double, bj::string_view text, bj::error_code& failure) { return number(text, failure); }
  bool on_bool(bool value, bj::error_code& failure) {
    Node node;
    node.kind = Node::Kind::boolean;
    node.text = value ? "true" : "false";
    return put(std::move(node), failure);
  }
  bool on_null(bj::error_code& failure) { return put(Node(), failure); }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

void append_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
  out += '"';
  for (const auto *at = text.begin(), *end = text.end(); at != end;) {
    const auto* run = std::find_if_not(at, end, is_plain);
    out.append(at, run);
    at = run;
    if (at == end) break;
    const char c = *at++;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00";
        out += kHex[static_cast<unsigned char>(c) >> 4];
        out += kHex[c & 15];
    }
  }
  out += '"';
}

void append(std::string& out, const Node& node, std::size_t bytes_max) {
  if (out.size() > bytes_max) return;
  switch (node.kind) {
    case Node::Kind::null:
      out += "null";
      return;
    case Node::Kind::boolean:
      out += node.text;
      return;
    case Node::Kind::number:
      out += normal_number(node.text);
      return;
    case Node::Kind::string:
      append_string(out, node.text);
      return;
    case Node::Kind::array: {
      char separator = '[';
      for (const auto& element : node.elements) {
        out += std::exchange(separator, ',');
        append(out, element, bytes_max);
      }
      out += node.elements.empty() ? "[]" : "]";
      return;
    }
    case Node::Kind::object: {
      std::vector<const Node::Member*> sorted;
      for (const auto& member : node.members) sorted.push_back(&member);
      std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->name < b->name; });
      char separator = '{';
      for (const auto* member : sorted) {
        out += std::exchange(separator, ',');
        append_string(out, member->name);
        out += ':';
        append(out, member->value, bytes_max);
      }
      out += sorted.empty() ? "{}" : "}";
      return;
    }
  }
}

}  // namespace

Node Node::of(std::string_view value) {
  Node node;
  node.kind = Kind::string;
  node.text = value;
  return node;
}

Node Node::of(std::int64_t value) { return number(std::to_string(value)); }

Node Node::number(std::string digits) {
  Node node;
  node.kind = Kind::number;
  node.text = std::move(digits);
  return node;
}

Node Node::object(Members members) {
  Node node;
  node.kind = Kind::object;
  node.members = std::move(members);
  return node;
}

Node Node::array(std::vector<Node> elements) {
  Node node;
  node.kind = Kind::array;
  node.elements = std::move(elements);
  return node;
}

const Node* Node::find(std::string_view name) const {
  for (const auto& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

void Node::set(std::string_view name, Node value) {
  for (auto& member : members) {
    if (member.name == name) return void(member.value = std::move(value));
  }
  kind = Kind::object;
  members.push_back({std::string(name), std::move(value)});
}

Result<Node> parse_node(std::string_view text) {
  bj::parse_options options;
  options.max_depth = kDepthMax;
  bj::basic_parser<Builder> parser(options);
  bj::error_code failure;
  const auto used = parser.write_some(false, text.data(), text.size(), failure);
  if (parser.handler().nodes > kNodesMax) {
    Error error;
    error.kind = ErrorKind::too_large;
    error.code = "capture_limit";
    error.detail = "at most " + std::to_string(kNodesMax) + " values";
    error.fields.push_back({"", "too_many", error.detail});
    return error;
  }
  if (failure || used != text.size()) return Error::invalid_field("", "invalid_json", "not one JSON document");
  return std::move(parser.handler().root);
}

std::string canonical_text(const Node& node, std::size_t bytes_max) {
  std::string out;
  append(out, node, bytes_max);
  return out;
}

std::string normal_number(std::string_view digits) {
  bool negative = false;
  if (!digits.empty() && (digits[0] == '-' || digits[0] == '+')) {
    negative = digits[0] == '-';
    digits.remove_prefix(1);
  }
  const auto mark = digits.find_first_of("eE");
  int exponent = 0;
  if (mark != digits.npos) {
    const auto power = digits.substr(mark + 1);
    if (power.size() > 5) return std::string(negative ? "-" : "") + std::string(digits);
    exponent = std::stoi(std::string(power));
    if (exponent > kExponentMax || exponent < -kExponentMax)
      return std::string(negative ? "-" : "") + std::string(digits);
  }
  const auto mantissa = digits.substr(0, mark);
  const auto point = mantissa.find('.');
  std::string all(mantissa.substr(0, point));
  const auto whole = static_cast<std::ptrdiff_t>(all.size()) + exponent;  // digits before the point
  if (point != mantissa.npos) all += mantissa.substr(point + 1);
  if (whole > static_cast<std::ptrdiff_t>(all.size())) all.append(static_cast<std::size_t>(whole) - all.size(), '0');
  std::string left = whole > 0 ? all.substr(0, static_cast<std::size_t>(whole)) : "";
  std::string right = whole > 0 ? all.substr(static_cast<std::size_t>(whole))
                                : std::string(static_cast<std::size_t>(-whole), '0') + all;
  left.erase(0, std::min(left.find_first_not_of('0'), left.size()));
  right.erase(right.find_last_not_of('0') + 1);
  if (left.empty()) left = "0";
  const auto plain = right.empty() ? left : left + "." + right;
  return negative && plain != "0" ? "-" + plain : plain;
}

std::string kilograms(std::int64_t grams) {
  auto fraction = std::to_string(grams % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return normal_number(std::to_string(grams / 1000) + "." + fraction);
}

}  // namespace shanhai::traceability::epcis
