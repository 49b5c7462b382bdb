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

  // The group of that key, made where there is none, with this text from now on. Not of a version that is read already.
  Number name(const std::string& key, std::string_view text);
  void put(Number group, std::uint32_t document);
  void take(Number group, std::uint32_t document);

  std::size_t size() const { return groups_.size(); }
  std::optional<Number> find(const std::string& key) const;
  const std::string& key(Number group) const { return groups_[group]->key; }
  const std::string& text(Number group) const { return groups_[group]->name; }
  const Roaring& documents(Number group) const { return groups_[group]->documents; }
  Roaring find(const Term& term) const;  // groups in whose text it stands, or sounds like it
  // Documents of groups in whose text the term stands, or sounds like it.
  Roaring search(const Term& term) const;

 private:
  struct Group {
    std::string key, name;
    Words words;
    Roaring documents;
  };

  std::vector<std::shared_ptr<Group>> groups_;
  std::shared_ptr<std::map<std::string, Number>> numbers_ = std::make_shared<std::map<std::string, Number>>();
  Postings postings_;
};

}  // namespace shanhai::catalog
