// An inverted index: which entries are filed under a token. Versions share what they have in common, so that a few
// changed entries cost milliseconds however many there are.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "services/catalog/storefront/bits.hpp"
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

// Entries that a term finds in one kind of text, below `room`.
struct Matches {
  Bits within, beginning, sounding;
};

// How texts are looked at where the index does not tell all: WordsOf gives an entry's Words.
template <class WordsOf>
struct PlainTexts {
  WordsOf words_of;
  bool stands(const Term& term, std::uint32_t entry) const { return stands_in(term, words_of(entry)); }
  bool begins(const Term& term, std::uint32_t entry) const { return catalog::begins(term, words_of(entry)); }
  const std::vector<Sound>& sounds(std::uint32_t entry) const { return words_of(entry).sounds; }
};
template <class WordsOf>
PlainTexts(WordsOf) -> PlainTexts<WordsOf>;

template <class Holds>
void add_where(Bits& out, const Roaring& candidates, bool exact, Holds holds) {
  if (exact) return out.add(candidates);
  for (const auto entry : candidates) {
    if (holds(entry)) out.add(entry);
  }
}

template <class Texts>
Bits find_within(const Postings& postings, const Term& term, std::size_t room, const Texts& texts) {
  Bits out(room);
  const auto lookup = lookup_of(term.run);
  add_where(out, postings.find_all(lookup.tokens), lookup.exact,
            [&](std::uint32_t entry) { return texts.stands(term, entry); });
  return out;
}

template <class Texts>
Matches find_where(const Postings& postings, const Term& term, std::size_t room, const Texts& texts) {
  Matches out{find_within(postings, term, room, texts), Bits(room), Bits(room)};
  const auto at_first = lookup_of_beginning(term.run);
  // Whatever begins with a run is filed under where texts begin.
  add_where(out.beginning, postings.find_all(at_first.tokens), at_first.exact,
            [&](std::uint32_t entry) { return out.within.contains(entry) && texts.begins(term, entry); });
  if (!term.initials && term.headings.empty()) return out;
  const Spelling spelling(term.run.text, term.unfinished);
  for (const auto& one : sound_lookups_of(term)) {
    add_where(out.sounding, postings.find_all(one.lookup.tokens), one.lookup.exact, [&](std::uint32_t entry) {
      if (out.sounding.contains(entry)) return false;
      return one.initials ? sounds_hold_initials(texts.sounds(entry), term.run.text)
                          : spelling.is_in(texts.sounds(entry));
    });
  }
  return out;
}

}  // namespace shanhai::catalog
