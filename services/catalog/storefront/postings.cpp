#include "services/catalog/storefront/postings.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace shanhai::catalog {
namespace {

constexpr std::size_t kParts = 1024;

// Tokens are pairs of code points, hashes and letters: mixed, so that the parts are of one size.
std::size_t part_of(TokenKey token) { return (token * 0x9E3779B97F4A7C15) >> 54; }

template <class Part>
auto place_of(Part& part, TokenKey token) {
  return std::lower_bound(part.begin(), part.end(), token,
                          [](const auto& one, TokenKey key) { return one.token < key; });
}

}  // namespace

Postings::Postings() : parts_(kParts) {}

Postings Postings::of(std::span<const Filed> entries) {
  struct Pair {
    TokenKey token;
    Entry entry;
  };
  std::vector<std::vector<Pair>> parts(kParts);
  for (const auto& [entry, words] : entries) {
    for (const auto token : words->tokens) parts[part_of(token)].push_back({token, entry});
  }
  Postings out;
  std::vector<Entry> run;
  for (std::size_t i = 0; i < kParts; ++i) {
    auto& pairs = parts[i];
    // Entries ascend within a token, as they came.
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.token < b.token; });
    auto& part = out.parts_.edit(i);
    for (auto at = pairs.begin(); at != pairs.end();) {
      run.clear();
      const auto token = at->token;
      for (; at != pairs.end() && at->token == token; ++at) run.push_back(at->entry);
      part.push_back({token, std::make_shared<Roaring>(run.size(), run.data())});
    }
    part.shrink_to_fit();
    pairs = {};
  }
  return out;
}

void Postings::file(TokenKey token, Entry entry) {
  auto& part = parts_.edit(part_of(token));
  auto place = place_of(part, token);
  if (place == part.end() || place->token != token) place = part.insert(place, {token, std::make_shared<Roaring>()});
  own(place->entries).add(entry);
}

void Postings::take(TokenKey token, Entry entry) {
  auto& part = parts_.edit(part_of(token));
  const auto place = place_of(part, token);
  if (place == part.end() || place->token != token) throw std::logic_error("an entry is not filed where it should be");
  auto& entries = own(place->entries);
  entries.remove(entry);
  if (entries.isEmpty()) part.erase(place);
}

void Postings::change(std::span<const Change> changes) {
  static const std::vector<TokenKey> kNone;
  std::vector<TokenKey> tokens;
  for (const auto& [entry, before, after] : changes) {
    const auto& old = before ? before->tokens : kNone;
    const auto& now = after ? after->tokens : kNone;
    tokens.clear();
    std::set_difference(old.begin(), old.end(), now.begin(), now.end(), std::back_inserter(tokens));
    for (const auto token : tokens) take(token, entry);
    tokens.clear();
    std::set_difference(now.begin(), now.end(), old.begin(), old.end(), std::back_inserter(tokens));
    for (const auto token : tokens) file(token, entry);
  }
}

const Roaring* Postings::find(TokenKey token) const {
  const auto& part = parts_[part_of(token)];
  const auto place = place_of(part, token);
  return place == part.end() || place->token != token ? nullptr : place->entries.get();
}

Roaring Postings::find_all(const std::vector<TokenKey>& tokens) const {
  std::vector<const Roaring*> found;
  for (const auto token : tokens) {
    const auto* one = find(token);
    if (!one) return {};
    found.push_back(one);
  }
  if (found.empty()) return {};
  std::sort(found.begin(), found.end(),
            [](const Roaring* a, const Roaring* b) { return a->cardinality() < b->cardinality(); });
  auto out = *found.front();
  for (std::size_t i = 1; i < found.size(); ++i) out &= *found[i];
  return out;
}

std::size_t Postings::tokens() const {
  std::size_t out = 0;
  for (std::size_t i = 0; i < kParts; ++i) out += parts_[i].size();
  return out;
}

}  // namespace shanhai::catalog
