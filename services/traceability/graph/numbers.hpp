// Dense numbers of lots and of households, for sets of them as compressed bitmaps. Numbers ascend with the ids, but for
// what came late; the first of a set by id are found without sorting it.
#pragma once

#include <algorithm>
#include <limits>
#include <roaring/roaring.hh>

#include "services/traceability/graph/arrays.hpp"

namespace shanhai::traceability::graph {

using Numbers = Roaring;

template <class Take>
void for_each_number(const Numbers& numbers, Take take) {
  roaring_uint32_iterator_t at;
  for (roaring_init_iterator(&numbers.roaring, &at); at.has_value; roaring_advance_uint32_iterator(&at))
    take(at.current_value);
}

enum class Direction { ascending, descending };

class Numbering {
 public:
  // The number of a node that has none.
  Index add(Index node, const IdBytes& key) {
    const auto number = nodes_.add(node);
    if (number > 0 && key < last_) {
      late_.add(number);
    } else {
      last_ = key;
    }
    return number;
  }
  Index node(Index number) const { return nodes_[number]; }
  Index size() const { return nodes_.size(); }
  std::size_t bytes() const { return nodes_.bytes() + late_.getSizeInBytes(); }

  // Nodes of the first `count` of a set, by their keys, behind `cursor`. `cursor_number`: its number; kNone: unknown.
  template <class KeyOf>
  std::vector<Index> first_of(const Numbers& numbers, Direction direction, const IdBytes& cursor, Index cursor_number,
                              std::size_t count, KeyOf key_of) const {
    const bool up = direction == Direction::ascending;
    const auto is_behind = [&](Index node) { return up ? cursor < key_of(node) : key_of(node) < cursor; };
    std::vector<Index> out;
    const auto late = numbers & late_;
    for_each_number(late, [&](Index number) {
      if (is_behind(nodes_[number])) out.push_back(nodes_[number]);
    });
    const auto enough = out.size() + count;
    if (cursor_number != kNone && late_.contains(cursor_number)) cursor_number = kNone;
    auto at = begin_of(numbers, up, cursor_number);
    while (at.has_value && out.size() < enough) {
      const auto number = at.current_value;
      if (is_behind(nodes_[number]) && !late.contains(number)) out.push_back(nodes_[number]);
      up ? roaring_advance_uint32_iterator(&at) : roaring_previous_uint32_iterator(&at);
    }
    if (late.isEmpty()) return out;  // in order
    const auto middle = out.begin() + static_cast<std::ptrdiff_t>(std::min(count, out.size()));
    std::partial_sort(out.begin(), middle, out.end(),
                      [&](Index a, Index b) { return up ? key_of(a) < key_of(b) : key_of(b) < key_of(a); });
    out.erase(middle, out.end());
    return out;
  }

 private:
  // Near the cursor: not behind the first number that is behind it.
  static roaring_uint32_iterator_t begin_of(const Numbers& numbers, bool up, Index cursor_number) {
    roaring_uint32_iterator_t at;
    if (up || cursor_number != kNone) roaring_init_iterator(&numbers.roaring, &at);
    if (cursor_number != kNone) roaring_move_uint32_iterator_equalorlarger(&at, cursor_number);
    if (!up && (cursor_number == kNone || !at.has_value)) roaring_init_iterator_last(&numbers.roaring, &at);
    return at;
  }

  Chunked<Index> nodes_;
  Numbers late_;  // whose keys are below one that came before
  IdBytes last_{};
};

}  // namespace shanhai::traceability::graph
