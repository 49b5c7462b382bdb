// An inverted index: which entries are filed under a token. Versions share what they have in common, so that a few
// changed entries cost milliseconds however many there are.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <roaring/roaring.hh>
#include <span>

#include "services/catalog/storefront/shards.hpp"
#include "services/catalog/storefront/words.hpp"

namespace shanhai::catalog {

class Postings {
 public:
  using Entry = std::uint32_t;
  struct Filed {
    Entry entry = 0;
    const Words* words = nullptr;
  };
  struct Change {
    Entry entry = 0;
    const Words* before = nullptr;  // nullptr: there was no such entry
    const Words* after = nullptr;   // nullptr: it is gone
  };

  Postings();
  // Entries ascend.
  static Postings of(std::span<const Filed> entries);
  // Of a version that nobody else reads yet.
  void change(std::span<const Change> changes);

  const Roaring* find(TokenKey token) const;  // nullptr: nothing
  // What is filed under all tokens.
  Roaring find_all(const std::vector<TokenKey>& tokens) const;
  std::size_t tokens() const;

 private:
  struct Posting {
    TokenKey token = 0;
    std::shared_ptr<Roaring> entries;  // shared with other versions
  };
  using Part = std::vector<Posting>;  // by token

  void file(TokenKey token, Entry entry);
  void take(TokenKey token, Entry entry);

  Shards<Part> parts_;
};

// Entries that a term finds in one kind of text. `words_of(entry)` gives its Words.
struct Matches {
  Roaring within, beginning, sounding;
};

template <class WordsOf>
Matches find(const Postings& postings, const Term& term, WordsOf words_of) {
  const auto keep_if = [&](Roaring candidates, bool exact, auto holds) {
    if (exact) return candidates;
    Roaring out;
    for (const auto entry : candidates) {
      if (holds(words_of(entry))) out.add(entry);
    }
    return out;
  };
  Matches out;
  const auto anywhere = lookup_of(term.run);
  out.within = keep_if(postings.find_all(anywhere.tokens), anywhere.exact,
                       [&](const Words& words) { return stands_in(term, words); });
  const auto at_first = lookup_of_beginning(term.run);
  out.beginning = keep_if(out.within & postings.find_all(at_first.tokens), at_first.exact,
                          [&](const Words& words) { return begins(term, words); });
  for (const auto& one : sound_lookups_of(term)) {
    out.sounding |= keep_if(postings.find_all(one.lookup.tokens), one.lookup.exact, [&](const Words& words) {
      return one.initials ? sounds_hold_initials(words.sounds, term.run.text)
                          : sounds_spell(words.sounds, term.run.text, term.unfinished);
    });
  }
  return out;
}

}  // namespace shanhai::catalog
