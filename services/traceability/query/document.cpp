#include "services/traceability/query/document.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "common/http/text.hpp"
#include "services/traceability/epcis/gs1_uri.hpp"
#include "services/traceability/epcis/lexical.hpp"

namespace shanhai::traceability::query {
namespace {

using epcis::Node;
using Kind = Node::Kind;

constexpr std::size_t kExtensionsMax = 50;

// Members that hold what a person wrote, or that are no identifiers.
constexpr std::array<std::string_view, 5> kKeptMembers{"@context", "eventID", "ilmd", "errorDeclaration",
                                                       "certificationInfo"};

bool is_kept(std::string_view name) {
  return name.find(':') != name.npos || std::find(kKeptMembers.begin(), kKeptMembers.end(), name) != kKeptMembers.end();
}

// A thing that was named in two spellings is in a list once.
void keep_first_of_each(std::vector<Node>& elements) {
  std::set<std::string> seen;
  std::erase_if(elements,
                [&](const Node& element) { return element.is(Kind::string) && !seen.insert(element.text).second; });
}

// True: the node itself was a text, and is another now.
bool translate(Node& node, EpcFormat format, const std::vector<std::string>& prefixes) {
  if (node.is(Kind::string)) {
    auto told = in_format(node.text, format, prefixes);
    const bool changed = told != node.text;
    node.text = std::move(told);
    return changed;
  }
  bool changed = false;
  for (auto& element : node.elements) changed = translate(element, format, prefixes) || changed;
  if (changed) keep_first_of_each(node.elements);
  for (auto& [name, value] : node.members) {
    if (!is_kept(name)) translate(value, format, prefixes);
  }
  return false;
}

Node context_node(const Extensions& extensions) {
  if (extensions.empty()) return Node::of(epcis::kContextUrl);
  Node::Members terms;
  for (const auto& [name, iri] : extensions) terms.push_back({name, Node::of(std::string_view(iri))});
  return Node::array({Node::of(epcis::kContextUrl), Node::object(std::move(terms))});
}

}  // namespace

std::optional<EpcFormat> epc_format(std::string_view header) {
  const auto text = http::trim(header);
  if (text.empty() || text == "Always_GS1_Digital_Link") return EpcFormat::digital_link;
  if (text == "Always_EPC_URN") return EpcFormat::urn;
  if (text == "Never_Translates" || text == "No_Preference") return EpcFormat::as_captured;
  return std::nullopt;
}

std::string in_format(const std::string& uri, EpcFormat format, const std::vector<std::string>& company_prefixes) {
  if (format == EpcFormat::digital_link && uri.starts_with("urn:epc:"))
    return epcis::canonical_gs1_uri(uri).value_or(uri);
  if (format == EpcFormat::urn && uri.starts_with("http")) return epcis::gs1_urn(uri, company_prefixes).value_or(uri);
  return uri;
}

std::string in_format_of(const std::string& event, EpcFormat format, const std::vector<std::string>& company_prefixes) {
  const auto marker = format == EpcFormat::urn ? "\"http" : "\"urn:epc:";
  if (format == EpcFormat::as_captured || event.find(marker) == event.npos) return event;
  auto node = epcis::parse_node(event).value();
  translate(node, format, company_prefixes);
  return epcis::canonical_text(node);
}

std::string result_document(const std::vector<std::string>& events, std::string_view query_name, Instant now,
                            std::string_view subscription_id) {
  std::string list;
  for (const auto& event : events) list += (list.empty() ? "" : ",") + event;
  const auto text = [](std::string_view value) { return epcis::canonical_text(Node::of(value)); };
  return R"({"@context":")" + std::string(epcis::kContextUrl) + R"(","creationDate":")" + to_rfc3339(now) +
         R"(","epcisBody":{"queryResults":{"queryName":)" + text(query_name) + R"(,"resultsBody":{"eventList":[)" +
         list + "]}" + (subscription_id.empty() ? "" : ",\"subscriptionID\":" + text(subscription_id)) +
         R"(}},"schemaVersion":"2.0","type":"EPCISQueryDocument"})";
}

Result<Extensions> read_extensions(std::string_view header) {
  Extensions out;
  for (const auto part : http::split(header, ',')) {
    const auto entry = http::trim(part);
    if (entry.empty()) continue;
    const auto equals = entry.find('=');
    const auto name = http::trim(entry.substr(0, equals));
    const auto iri = equals == entry.npos ? std::string_view() : http::trim(entry.substr(equals + 1));
    const bool is_name = !name.empty() && name.find_first_of(":/@ ") == name.npos;
    if (!is_name || !epcis::is_uri(iri) || iri.size() > 512 || out.size() == kExtensionsMax)
      return Error::invalid_field("header/GS1-Extensions", "invalid_extension", "prefix=IRI, at most 50");
    out.emplace_back(name, iri);
  }
  return out;
}

epcis::Context context_of(const Extensions& extensions) {
  epcis::Context out;
  out.add(context_node(extensions));
  return out;
}

std::string collection_document(std::vector<std::string> members, const Extensions& extensions) {
  std::vector<Node> list;
  for (auto& member : members) {
    for (const auto& [name, iri] : extensions) {
      if (!member.starts_with(iri) || member.size() == iri.size()) continue;
      member = name + ":" + member.substr(iri.size());
      break;
    }
    list.push_back(Node::of(std::string_view(member)));
  }
  return epcis::canonical_text(Node::object({{"@context", context_node(extensions)},
                                             {"type", Node::of("Collection")},
                                             {"member", Node::array(std::move(list))}}));
}

}  // namespace shanhai::traceability::query
