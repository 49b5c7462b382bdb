#include "services/catalog/storefront/matching.hpp"

#include <algorithm>

#include "services/catalog/storefront/ranking.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::size_t kCorrectionsMax = 2;  // of one query: each looks at the whole dictionary

// Names lie side by side in memory, so that looking at thousands is quick; a run of letters is never looked at.
struct Names {
  const Snapshot& snapshot;
  const std::u16string run;
  const std::u16string at_first;  // as a text begins that has it there

  Names(const Snapshot& of, const Term& term)
      : snapshot(of), run(to_utf16(term.run.text)), at_first(to_utf16(" " + term.run.text)) {}
  bool stands(const Term&, std::uint32_t entry) const { return holds(snapshot.name_texts().at(entry), run); }
  bool begins(const Term&, std::uint32_t entry) const { return snapshot.name_texts().at(entry).starts_with(at_first); }
  const std::vector<Sound>& sounds(std::uint32_t entry) const { return snapshot.at(entry).name.sounds; }
};

std::vector<Tier> tiers_of(const Snapshot& snapshot, const Term& term) {
  const auto english_of = [&](Snapshot::Ordinal at) -> const Words& { return snapshot.at(at).name_en; };
  const auto places = snapshot.places();
  auto names = find_where(snapshot.names(), term, places, Names(snapshot, term));
  auto english = find_within(snapshot.english_names(), term, places, PlainTexts{english_of});
  std::vector<Tier> out;
  out.push_back({Weights::kNameBegins, std::move(names.beginning)});
  out.push_back({Weights::kName, std::move(names.within)});
  out.push_back({Weights::kEnglishName, std::move(english)});
  out.push_back({Weights::kNameSounds, std::move(names.sounding)});
  out.push_back({Weights::kSupplier, snapshot.supplier_groups().search(term, places)});
  out.push_back({Weights::kPlace, snapshot.county_groups().search(term, places)});
  std::erase_if(out, [](const Tier& tier) { return tier.documents.empty(); });
  return out;
}

Roaring found_by_word(const Snapshot& snapshot, std::string_view word) {
  Run run;
  run.text = word;
  const auto tokens = lookup_of(run).tokens;
  return snapshot.names().find_all(tokens) | snapshot.english_names().find_all(tokens);
}

// Of the nearest words those that stand somewhere; in names and English names only.
std::vector<Tier> nearly(const Snapshot& snapshot, const Term& term, std::vector<Correction>& corrections) {
  Correction correction{term.run.text, {}};
  Bits documents(snapshot.places());
  const auto is_there = [&](std::string_view word) { return !found_by_word(snapshot, word).isEmpty(); };
  for (const auto word : snapshot.dictionary().nearest(term.run.text, is_there)) {
    documents.add(found_by_word(snapshot, word));
    correction.taken_for.emplace_back(word);
  }
  if (documents.empty()) return {};
  corrections.push_back(std::move(correction));
  return {{Weights::kNearly, std::move(documents)}};
}

// Names and English names with a word that begins so.
Bits beginning_with(const Snapshot& snapshot, std::string_view letters) {
  constexpr std::size_t kWordsMax = 200;
  Bits out(snapshot.places());
  const auto words = snapshot.dictionary().beginning_with(letters);
  for (const auto& word : words.first(std::min(words.size(), kWordsMax))) out.add(found_by_word(snapshot, word));
  return out;
}

void add_term(Matched& matched, std::vector<Tier> tiers) {
  Bits documents;
  for (const auto& tier : tiers) documents |= tier.documents;
  if (matched.terms.empty())
    matched.documents = std::move(documents);
  else
    matched.documents &= documents;
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
    if (out.documents.empty()) break;
  }
  return out;
}

std::optional<Matched> match_if_found(const Snapshot& snapshot, const std::vector<Term>& terms) {
  Matched out;
  for (const auto& term : terms) {
    auto tiers = tiers_of(snapshot, term);
    if (tiers.empty() && !term.run.ideographs) return std::nullopt;
    add_term(out, std::move(tiers));
    if (out.documents.empty()) break;
  }
  return out;
}

Matched match_beginnings(const Snapshot& snapshot, const std::vector<Term>& terms) {
  Matched out;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    auto tiers = tiers_of(snapshot, terms[i]);
    if (i + 1 == terms.size() && !terms[i].run.ideographs) {
      auto documents = beginning_with(snapshot, terms[i].run.text);
      if (!documents.empty()) tiers.push_back({Weights::kNearly, std::move(documents)});
    }
    std::sort(tiers.begin(), tiers.end(), [](const Tier& a, const Tier& b) { return a.weight > b.weight; });
    add_term(out, std::move(tiers));
    if (out.documents.empty()) break;
  }
  return out;
}

}  // namespace shanhai::catalog
