// Master data: what is known of places and other vocabulary elements, and which lie below which (EPCIS 2.0, section
// 6.5). Captured documents bring it in their headers; of divisions and of GLNs with an extension it follows from their
// names.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/traceability/epcis/context.hpp"
#include "services/traceability/epcis/names.hpp"

namespace shanhai::traceability::epcis {

// Names in their one spelling: index_spelling().
struct MasterElement {
  std::string uri;
  std::map<std::string, std::vector<std::string>> attributes;  // texts, by name
  std::vector<std::string> children;
};

// Of "epcisMasterData", which has been checked.
std::vector<MasterElement> master_elements(const Node& master_data, const Context& context);

class MasterVocabulary {
 public:
  explicit MasterVocabulary(std::string divisions) : divisions_(std::move(divisions)) {}
  void add(MasterElement element);

  // `uris` and what lies below them, directly or indirectly, as far as elements tell it.
  std::unordered_set<std::string> with_descendants(std::vector<std::string> uris) const;
  // What `uri` lies below by its name alone, in no order: a division below wider ones, a GLN's extension below the GLN.
  std::vector<std::string> above_by_name(const std::string& uri) const;
  // Is one of `attributes` known of `uri`, with one of `values`? No values: with any.
  bool has_attribute(const std::string& uri, const std::vector<std::string>& attributes,
                     const std::vector<std::string>& values) const;

 private:
  std::string divisions_;  // what names of divisions begin with
  std::map<std::string, MasterElement> elements_;
  std::map<std::string, std::vector<std::string>> children_;
};

// What an organisation's newest document said of each element stands.
void put_master_data(db::Tx& tx, OrganisationId organisation, const std::vector<MasterElement>& elements);
// too_large: an organisation has more than 5000 elements, or 8 MB of them.
Result<MasterVocabulary> load_master_data(db::Tx& tx, OrganisationId organisation, const Names& names);

}  // namespace shanhai::traceability::epcis
