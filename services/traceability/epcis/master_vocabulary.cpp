#include "services/traceability/epcis/master_vocabulary.hpp"

#include <algorithm>

#include "services/traceability/epcis/event_index.hpp"
#include "services/traceability/epcis/store.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::epcis {
namespace {

namespace q = sql::traceability;

constexpr std::int64_t kElementsMax = 5000, kElementBytesMax = 8'000'000;
constexpr std::string_view kGln = "https://id.gs1.org/414/", kGlnExtension = "/254/";
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
  auto& children = children_[element.uri];
  children.insert(children.end(), element.children.begin(), element.children.end());
  for (auto& wider : above_by_name(element.uri)) children_[std::move(wider)].push_back(element.uri);
  auto uri = element.uri;
  elements_.insert_or_assign(std::move(uri), std::move(element));
}

std::unordered_set<std::string> MasterVocabulary::with_descendants(std::vector<std::string> uris) const {
  std::unordered_set<std::string> out;
  while (!uris.empty()) {
    const auto [uri, is_new] = out.insert(std::move(uris.back()));
    uris.pop_back();
    const auto found = is_new ? children_.find(*uri) : children_.end();
    if (found == children_.end()) continue;
    for (const auto& child : found->second) {
      if (!out.contains(child)) uris.push_back(child);
    }
  }
  return out;
}

std::vector<std::string> MasterVocabulary::above_by_name(const std::string& uri) const {
  std::vector<std::string> out;
  if (uri.starts_with(kGln)) {
    const auto extension = uri.find(kGlnExtension, kGln.size());
    if (extension != uri.npos) out.push_back(uri.substr(0, extension));
  }
  if (uri.size() != divisions_.size() + kCodeDigits || !uri.starts_with(divisions_)) return out;
  for (const auto digits : {2u, 4u}) {  // 513400 holds 513431, 510000 holds both
    auto wider = uri.substr(0, divisions_.size() + digits);
    wider.resize(uri.size(), '0');
    if (wider != uri) out.push_back(std::move(wider));
  }
  return out;
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
  const auto measured =
      tx.query(q::query_measure_master, {{"organisation", organisation}, {"limit", kElementsMax + 1}});
  if (measured.front().get<std::int64_t>("elements") > kElementsMax ||
      measured.front().get<std::int64_t>("bytes") > kElementBytesMax) {
    Error error;
    error.kind = ErrorKind::too_large;
    error.code = "query_too_complex";
    error.detail = "more master data than a query can look at";
    return error;
  }
  MasterVocabulary out(names.division(""));
  const Context standard;  // names are written out
  const auto rows = tx.query(q::query_list_master, {{"organisation", organisation}, {"limit", kElementsMax}});
  for (const auto row : rows) out.add(read_element(parse_node(row.get<std::string>("element")).value(), standard));
  return out;
}

}  // namespace shanhai::traceability::epcis
