// Texts that many documents share: suppliers' names, places of production. They are searched once each, and stand for
// all their documents.
#pragma once

#include <map>
#include <string>

#include "services/catalog/storefront/postings.hpp"

namespace shanhai::catalog {

class Groups {
 public:
  using Number = std::uint32_t;  // dense, from 0, in the order in which they came

  // How a group is shown.
  struct Label {
    std::string code, name;
  };

  // The group of that key, made where there is none, with this text from now on. Not of a version that is read already.
  Number name(const std::string& key, std::string_view text, const Label& label);
  void put(Number group, std::uint32_t document);
  void take(Number group, std::uint32_t document);

  std::size_t size() const { return groups_.size(); }
  std::optional<Number> find(const std::string& key) const;
  const std::string& key(Number group) const { return groups_[group]->key; }
  const std::string& text(Number group) const { return groups_[group]->name; }
  const Roaring& documents(Number group) const { return groups_[group]->documents; }
  // The group as a FacetValue of JSON, up to where its count stands.
  const std::string& facet(Number group) const { return groups_[group]->facet; }
  // Whether the key of `a` comes before that of `b`.
  bool is_before(Number a, Number b) const {
    return heads_[a] != heads_[b] ? heads_[a] < heads_[b] : groups_[a]->key < groups_[b]->key;
  }
  Bits find(const Term& term) const;  // groups in whose text it stands, or sounds like it
  // Documents of groups in whose text the term stands, or sounds like it.
  Bits search(const Term& term, std::size_t places) const;

 private:
  struct Group {
    std::string key, name, facet;
    Words words;
    Roaring documents;
  };

  std::vector<std::shared_ptr<Group>> groups_;
  std::vector<std::uint64_t> heads_;  // the first eight bytes of keys: most comparisons need no more
  std::shared_ptr<std::map<std::string, Number>> numbers_ = std::make_shared<std::map<std::string, Number>>();
  Postings postings_;
};

}  // namespace shanhai::catalog
