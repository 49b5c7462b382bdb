#include "services/catalog/storefront/groups.hpp"

namespace shanhai::catalog {

Groups::Number Groups::name(const std::string& key, std::string_view text) {
  const auto known = find(key);
  const auto number = known.value_or(static_cast<Number>(groups_.size()));
  if (known && groups_[number]->name == text) return number;
  auto words = words_of(text);
  const Postings::Change change{number, known ? &groups_[number]->words : nullptr, &words};
  postings_.change({&change, 1});
  if (!known) {
    own(numbers_).emplace(key, number);
    groups_.push_back(std::make_shared<Group>());
    groups_.back()->key = key;
  }
  auto& group = own(groups_[number]);
  group.name = text;
  group.words = std::move(words);
  return number;
}

void Groups::put(Number group, std::uint32_t document) { own(groups_[group]).documents.add(document); }
void Groups::take(Number group, std::uint32_t document) { own(groups_[group]).documents.remove(document); }

std::optional<Groups::Number> Groups::find(const std::string& key) const {
  const auto found = numbers_->find(key);
  if (found == numbers_->end()) return std::nullopt;
  return found->second;
}

Roaring Groups::find(const Term& term) const {
  const auto found =
      catalog::find(postings_, term, [this](Number group) -> const Words& { return groups_[group]->words; });
  return found.within | found.sounding;
}

Roaring Groups::search(const Term& term) const {
  Roaring out;
  for (const auto group : find(term)) out |= groups_[group]->documents;
  return out;
}

}  // namespace shanhai::catalog
