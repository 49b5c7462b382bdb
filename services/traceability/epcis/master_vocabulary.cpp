#include "services/traceability/epcis/master_vocabulary.hpp"

#include <algorithm>
#include <set>

#include "services/traceability/epcis/event_index.hpp"
#include "services/traceability/epcis/store.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::epcis {
namespace {

namespace q = sql::traceability;

constexpr std::size_t kElementsMax = 5000;
constexpr std::string_view kGln = "https://id.gs1.org/414/";
constexpr std::size_t kCodeDigits = 6;  // GB/T 2260: two each for province, prefecture and county

template <class F>
void each(const Node* list, F f) {
  if (!list) return;
  for (const auto& element : list->elements) f(element);
}

std::string text_of(const Node& parent, std::string_view name) {
  const auto* found = parent.find(name);
  return found && !found->is(Node::Kind::object) ? found->text : std::string();
}

MasterElement read_element(const Node& node, const Context& context) {
  MasterElement out;
  out.uri = index_spelling(text_of(node, "id"), context);
  each(node.find("attributes"), [&](const Node& attribute) {
    const auto name = context.expanded_value(text_of(attribute, "id"));
    out.attributes[name].push_back(text_of(attribute, "attribute"));
  });
  each(node.find("children"), [&](const Node& child) { out.children.push_back(index_spelling(child.text, context)); });
  return out;
}

Node write_element(const MasterElement& element) {
  std::vector<Node> attributes, children;
  for (const auto& [name, values] : element.attributes) {
    for (const auto& value : values)
      attributes.push_back(
          Node::object({{"id", Node::of(std::string_view(name))}, {"attribute", Node::of(std::string_view(value))}}));
  }
  for (const auto& child : element.children) children.push_back(Node::of(std::string_view(child)));
  return Node::object({{"id", Node::of(std::string_view(element.uri))},
                       {"attributes", Node::array(std::move(attributes))},
                       {"children", Node::array(std::move(children))}});
}

// 513400 holds 513431, 510000 holds both.
bool is_division_within(std::string_view code, std::string_view wider) {
  if (code.size() != kCodeDigits || wider.size() != kCodeDigits || code == wider) return false;
  const auto end = wider.ends_with("0000") ? 2u : wider.ends_with("00") ? 4u : kCodeDigits;
  return code.substr(0, end) == wider.substr(0, end);
}

}  // namespace

std::vector<MasterElement> master_elements(const Node& master_data, const Context& context) {
  std::map<std::string, MasterElement> by_uri;  // of an element that is told twice the last counts
  each(master_data.find("vocabularyList"), [&](const Node& vocabulary) {
    each(vocabulary.find("vocabularyElementList"), [&](const Node& node) {
      auto element = read_element(node, context);
      by_uri.insert_or_assign(element.uri, std::move(element));
    });
  });
  std::vector<MasterElement> out;
  for (auto& [uri, element] : by_uri) out.push_back(std::move(element));
  return out;
}

void MasterVocabulary::add(MasterElement element) {
  for (const auto& child : element.children) parents_[child].push_back(element.uri);
  auto uri = element.uri;
  elements_.insert_or_assign(std::move(uri), std::move(element));
}

bool MasterVocabulary::is_descendant(const std::string& uri, const std::string& ancestor) const {
  if (ancestor.starts_with(kGln) && uri.starts_with(ancestor + "/254/")) return true;
  if (uri.starts_with(divisions_) && ancestor.starts_with(divisions_)) {
    const auto begin = divisions_.size();
    if (is_division_within(std::string_view(uri).substr(begin), std::string_view(ancestor).substr(begin))) return true;
  }
  std::set<std::string> seen{uri};
  std::vector<std::string> open{uri};
  while (!open.empty()) {
    const auto found = parents_.find(open.back());
    open.pop_back();
    if (found == parents_.end()) continue;
    for (const auto& parent : found->second) {
      if (parent == ancestor) return true;
      if (seen.insert(parent).second) open.push_back(parent);
    }
  }
  return false;
}

bool MasterVocabulary::has_attribute(const std::string& uri, const std::vector<std::string>& attributes,
                                     const std::vector<std::string>& values) const {
  const auto element = elements_.find(uri);
  if (element == elements_.end()) return false;
  return std::any_of(attributes.begin(), attributes.end(), [&](const std::string& name) {
    const auto found = element->second.attributes.find(name);
    if (found == element->second.attributes.end()) return false;
    return values.empty() || std::any_of(values.begin(), values.end(), [&](const std::string& value) {
             return std::find(found->second.begin(), found->second.end(), value) != found->second.end();
           });
  });
}

void put_master_data(db::Tx& tx, OrganisationId organisation, const std::vector<MasterElement>& elements) {
  std::map<std::string, const MasterElement*> sorted;  // in order of the key, as all who write them
  for (const auto& element : elements) sorted.emplace(value_digest(element.uri), &element);
  std::vector<db::Params> rows;
  for (const auto& [digest, element] : sorted) {
    rows.push_back({{"organisation", organisation},
                    {"uri_hash", db::Bytes{digest}},
                    {"uri", element->uri},
                    {"element", canonical_text(write_element(*element))},
                    {"now", tx.now()}});
  }
  tx.execute_rows(q::query_put_master, rows);
}

Result<MasterVocabulary> load_master_data(db::Tx& tx, OrganisationId organisation, const Names& names) {
  MasterVocabulary out(names.division(""));
  const auto rows = tx.query(q::query_list_master, {{"organisation", organisation}, {"limit", kElementsMax + 1}});
  if (rows.size() > kElementsMax) {
    Error error;
    error.kind = ErrorKind::too_large;
    error.code = "query_too_complex";
    error.detail = "more master data than a query can look at";
    return error;
  }
  const Context standard;  // names are written out
  for (const auto row : rows) out.add(read_element(parse_node(row.get<std::string>("element")).value(), standard));
  return out;
}

}  // namespace shanhai::traceability::epcis
