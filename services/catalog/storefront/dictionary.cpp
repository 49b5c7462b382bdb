#include "services/catalog/storefront/dictionary.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "services/catalog/storefront/words.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::size_t kShortest = 4, kLong = 8, kLongest = 32;  // letters

bool is_of_letters(std::string_view word) {
  return word.size() <= kLongest && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

std::size_t slips_between(std::string_view a, std::string_view b, std::size_t most) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return most + 1;
  if (a.size() > kLongest || b.size() > kLongest) return a == b ? 0 : most + 1;
  using Line = std::array<std::size_t, kLongest + 1>;
  Line before_last{}, last{}, line{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    line[0] = i;
    auto least = line[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t other = a[i - 1] == b[j - 1] ? 0 : 1;
      line[j] = std::min({last[j] + 1, line[j - 1] + 1, last[j - 1] + other});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) line[j] = std::min(line[j], before_last[j - 2] + 1);
      least = std::min(least, line[j]);
    }
    if (least > most) return most + 1;
    before_last = last;
    last = line;
  }
  return std::min(last[b.size()], most + 1);
}

std::shared_ptr<const Dictionary> Dictionary::with(std::shared_ptr<const Dictionary> before,
                                                   const std::vector<const Words*>& texts) {
  std::unordered_set<std::string> words;
  for (const auto* text : texts) {
    for (auto& run : runs_of(text->text)) {
      if (run.ideographs || run.text.size() < 2 || !is_of_letters(run.text)) continue;
      if (!std::binary_search(before->words_.begin(), before->words_.end(), run.text))
        words.insert(std::move(run.text));
    }
  }
  if (words.empty()) return before;
  auto out = std::make_shared<Dictionary>(*before);
  out->words_.insert(out->words_.end(), words.begin(), words.end());
  std::sort(out->words_.begin(), out->words_.end());
  return out;
}

std::vector<std::string_view> Dictionary::nearest(std::string_view word,
                                                  const std::function<bool(std::string_view)>& is_there) const {
  std::vector<std::string_view> out;
  if (word.size() < kShortest || !is_of_letters(word)) return out;
  auto most = word.size() < kLong ? std::size_t{1} : std::size_t{2};
  for (const auto& one : words_) {
    if (one.size() < kShortest) continue;
    const auto slips = slips_between(word, one, most);
    if (slips > most || !is_there(one)) continue;
    if (slips < most) {
      out.clear();
      most = slips;
    }
    out.push_back(one);
  }
  return out;
}

std::span<const std::string> Dictionary::beginning_with(std::string_view letters) const {
  const auto from = std::lower_bound(words_.begin(), words_.end(), letters);
  auto to = from;
  while (to != words_.end() && to->starts_with(letters)) ++to;
  return {from, to};
}

}  // namespace shanhai::catalog
