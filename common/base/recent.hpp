// What was asked for lately, by its key: a memory of bounded size. Not thread-safe.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace shanhai {

template <class Key, class Value, class Hash = std::hash<Key>>
class Recent {
 public:
  // Remembers `most` values, and as many that were not asked for since.
  explicit Recent(std::size_t most) : most_(most) {}

  // nullptr: unknown. Valid until the next call of anything.
  const Value* find(const Key& key) {
    const auto found = newer_.find(key);
    if (found != newer_.end()) return &found->second;
    const auto old = older_.find(key);
    if (old == older_.end()) return nullptr;
    return &put(key, Value(old->second));
  }
  // In the place of what was known under the key.
  const Value& put(const Key& key, Value value) {
    if (newer_.size() >= most_) older_ = std::exchange(newer_, {});
    return newer_.insert_or_assign(key, std::move(value)).first->second;
  }

 private:
  using Values = std::unordered_map<Key, Value, Hash>;

  const std::size_t most_;
  Values newer_, older_;  // the older ones are forgotten when there are enough of the others
};

}  // namespace shanhai
