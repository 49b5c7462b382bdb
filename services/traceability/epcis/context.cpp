#include "services/traceability/epcis/context.hpp"

#include <algorithm>
#include <array>

namespace shanhai::traceability::epcis {
namespace {

// "{namespace}local" of a full IRI.
std::string split_iri(std::string_view iri) {
  const auto end = iri.find_last_of("/#:");
  if (end == iri.npos || end + 1 == iri.size()) return std::string(iri);
  return "{" + std::string(iri.substr(0, end + 1)) + "}" + std::string(iri.substr(end + 1));
}

// Schemes of the IRIs that names are made of; any other word before a colon is meant as a prefix.
constexpr std::array<std::string_view, 6> kSchemes{"http", "https", "urn", "ni", "tag", "did"};

}  // namespace

Context::Context()
    : terms_{{"epcis", "https://ref.gs1.org/epcis/"},
             {"cbv", "https://ref.gs1.org/cbv/"},
             {"cbvmda", "urn:epcglobal:cbv:mda:"},
             {"gs1", "https://gs1.org/voc/"},
             {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
             {"owl", "http://www.w3.org/2002/07/owl#"},
             {"xsd", "http://www.w3.org/2001/XMLSchema#"},
             {"dcterms", "http://purl.org/dc/terms/"}} {}

void Context::add(const Node& context) {
  for (const auto& element : context.elements) add(element);
  for (const auto& [term, definition] : context.members) {
    if (term.starts_with('@')) continue;
    const Node* iri = definition.is(Node::Kind::object) ? definition.find("@id") : &definition;
    if (iri && iri->is(Node::Kind::string)) terms_.insert_or_assign(term, expanded_value(iri->text));
  }
}

std::size_t Context::longest_iri() const {
  std::size_t out = 0;
  for (const auto& [term, iri] : terms_) out = std::max(out, iri.size());
  return out;
}

const std::string* Context::prefix_of(std::string_view compact) const {
  const auto colon = compact.find(':');
  if (colon == compact.npos || compact.substr(colon + 1).starts_with("//")) return nullptr;
  const auto found = terms_.find(compact.substr(0, colon));
  return found == terms_.end() ? nullptr : &found->second;
}

std::string Context::expanded_name(std::string_view name) const {
  if (const auto* space = prefix_of(name))
    return std::string("{").append(*space).append("}").append(name.substr(name.find(':') + 1));
  if (const auto term = terms_.find(name); term != terms_.end()) return split_iri(term->second);
  if (name.find(':') != name.npos) return split_iri(name);
  return std::string(name);
}

bool Context::declares(std::string_view name) const {
  const auto prefix = name.substr(0, name.find(':'));
  if (terms_.find(prefix) != terms_.end() || terms_.find(name) != terms_.end()) return true;
  return prefix.size() < name.size() && std::find(kSchemes.begin(), kSchemes.end(), prefix) != kSchemes.end();
}

const std::string* Context::namespace_of(std::string_view value) const {
  const auto* space = prefix_of(value);
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  return space && std::none_of(value.begin(), value.end(), is_space) ? space : nullptr;
}

std::string Context::expanded_value(std::string_view value) const {
  const auto* space = namespace_of(value);
  if (!space) return std::string(value);
  return std::string(*space).append(value.substr(value.find(':') + 1));
}

std::size_t Context::expanded_size(std::string_view value) const {
  const auto* space = namespace_of(value);
  return space ? space->size() + value.size() - value.find(':') - 1 : value.size();
}

std::size_t Context::expanded_size(const Node& node, std::size_t name_size) const {
  std::size_t out = 0;
  for (const auto& element : node.elements) out += expanded_size(element, name_size);
  if (node.is(Node::Kind::array)) return out;
  for (const auto& [name, value] : node.members) out += expanded_size(value, expanded_name(name).size());
  return name_size + out + (node.is(Node::Kind::string) ? expanded_size(node.text) : node.text.size());
}

}  // namespace shanhai::traceability::epcis
