#include "services/catalog/storefront/matching.hpp"

#include <algorithm>

#include "services/catalog/storefront/ranking.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::size_t kCorrectionsMax = 2;  // of one query: each looks at the whole dictionary

Roaring union_of(const std::vector<Tier>& tiers) {
  Roaring out;
  for (const auto& tier : tiers) out |= tier.documents;
  return out;
}

std::vector<Tier> tiers_of(const Snapshot& snapshot, const Term& term) {
  const auto name_of = [&](Snapshot::Ordinal at) -> const Words& { return snapshot.at(at).name; };
  const auto english_of = [&](Snapshot::Ordinal at) -> const Words& { return snapshot.at(at).name_en; };
  auto names = find(snapshot.names(), term, name_of);
  auto english = find(snapshot.english_names(), term, english_of);
  std::vector<Tier> out;
  out.push_back({Weights::kPlace, snapshot.county_groups().search(term)});
  out.push_back({Weights::kSupplier, snapshot.supplier_groups().search(term)});
  out.push_back({Weights::kNameSounds, std::move(names.sounding)});
  out.push_back({Weights::kEnglishName, std::move(english.within)});
  out.push_back({Weights::kName, std::move(names.within)});
  out.push_back({Weights::kNameBegins, std::move(names.beginning)});
  std::erase_if(out, [](const Tier& tier) { return tier.documents.isEmpty(); });
  return out;
}

// Of the nearest words those that stand somewhere; in names and English names only.
std::vector<Tier> nearly(const Snapshot& snapshot, const Term& term, std::vector<Correction>& corrections) {
  Correction correction{term.run.text, {}};
  Roaring documents;
  const auto found_by = [&](std::string_view word) {
    Run run;
    run.text = word;
    const auto tokens = lookup_of(run).tokens;
    return snapshot.names().find_all(tokens) | snapshot.english_names().find_all(tokens);
  };
  const auto is_there = [&](std::string_view word) { return !found_by(word).isEmpty(); };
  for (const auto word : snapshot.dictionary().nearest(term.run.text, is_there)) {
    documents |= found_by(word);
    correction.taken_for.emplace_back(word);
  }
  if (documents.isEmpty()) return {};
  corrections.push_back(std::move(correction));
  return {{Weights::kNearly, std::move(documents)}};
}

// Names and English names with a word that begins so.
Roaring beginning_with(const Snapshot& snapshot, std::string_view letters) {
  constexpr std::size_t kWordsMax = 200;
  Roaring out;
  const auto words = snapshot.dictionary().beginning_with(letters);
  for (const auto& word : words.first(std::min(words.size(), kWordsMax))) {
    Run run;
    run.text = word;
    const auto tokens = lookup_of(run).tokens;
    out |= snapshot.names().find_all(tokens) | snapshot.english_names().find_all(tokens);
  }
  return out;
}

void add_term(Matched& matched, std::vector<Tier> tiers) {
  const auto documents = union_of(tiers);
  matched.documents = matched.terms.empty() ? documents : matched.documents & documents;
  matched.terms.push_back(std::move(tiers));
}

}  // namespace

Matched match(const Snapshot& snapshot, const std::vector<Term>& terms) {
  Matched out;
  for (const auto& term : terms) {
    auto tiers = tiers_of(snapshot, term);
    const bool may_be_a_slip = tiers.empty() && !term.run.ideographs && out.corrections.size() < kCorrectionsMax;
    if (may_be_a_slip) tiers = nearly(snapshot, term, out.corrections);
    add_term(out, std::move(tiers));
    if (out.documents.isEmpty()) break;
  }
  return out;
}

Matched match_beginnings(const Snapshot& snapshot, const std::vector<Term>& terms) {
  Matched out;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    auto tiers = tiers_of(snapshot, terms[i]);
    if (i + 1 == terms.size() && !terms[i].run.ideographs) {
      auto documents = beginning_with(snapshot, terms[i].run.text);
      if (!documents.isEmpty()) tiers.insert(tiers.begin(), {Weights::kNearly, std::move(documents)});
    }
    std::stable_sort(tiers.begin(), tiers.end(), [](const Tier& a, const Tier& b) { return a.weight < b.weight; });
    add_term(out, std::move(tiers));
    if (out.documents.isEmpty()) break;
  }
  return out;
}

const std::vector<std::int32_t>& relevance_of(const Snapshot& snapshot, const Matched& matched, const Roaring& of) {
  // As wide as the catalog, one for each thread: cleared only where it is read.
  thread_local std::vector<std::int32_t> sums, best;
  if (sums.size() < snapshot.places()) {
    sums.resize(snapshot.places());
    best.resize(snapshot.places());
  }
  for (const auto ordinal : of) sums[ordinal] = 0;
  for (const auto& tiers : matched.terms) {
    // Greater weights are written over smaller ones.
    for (const auto& tier : tiers) {
      for (const auto ordinal : tier.documents& of) best[ordinal] = tier.weight;
    }
    for (const auto ordinal : of) sums[ordinal] += best[ordinal];
  }
  return sums;
}

}  // namespace shanhai::catalog
