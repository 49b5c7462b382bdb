#include "services/catalog/storefront/groups.hpp"

#include "services/catalog/storefront/facet_text.hpp"

namespace shanhai::catalog {
namespace {

std::uint64_t head_of(std::string_view key) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out = out << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
  return out;
}

}  // namespace

Groups::Number Groups::name(const std::string& key, std::string_view text, const Label& label) {
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
    heads_.push_back(head_of(key));
  }
  auto& group = own(groups_[number]);
  group.name = text;
  group.facet = facet_opening({label.code, label.name, "", 0});
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

Bits Groups::find(const Term& term) const {
  const auto words_of = [this](Number group) -> const Words& { return groups_[group]->words; };
  auto found = find_where(postings_, term, groups_.size(), PlainTexts{words_of});
  found.within |= found.sounding;
  return std::move(found.within);
}

Bits Groups::search(const Term& term, std::size_t places) const {
  Bits out(places);
  find(term).for_each([&](Number group) { out.add(groups_[group]->documents); });
  return out;
}

}  // namespace shanhai::catalog
