// A table in parts that versions of it share: a new version copies only the parts that it changes. Copying the table is
// copying pointers.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

namespace shanhai::catalog {

// What `shared` points to, for whoever makes a version that nobody else reads yet: its own from now on. One owner means
// that it was copied for this version before, or that all other versions that had it are gone.
template <class T>
T& own(std::shared_ptr<T>& shared) {
  if (shared.use_count() > 1) shared = std::make_shared<T>(*shared);
  std::atomic_thread_fence(std::memory_order_acquire);  // behind what the last of the others read
  return *shared;
}

template <class Part>
class Shards {
 public:
  explicit Shards(std::size_t count) : parts_(count, std::make_shared<Part>()) {}

  std::size_t count() const { return parts_.size(); }
  // At least so many; new ones are empty.
  void grow(std::size_t count) {
    while (parts_.size() < count) parts_.push_back(std::make_shared<Part>());
  }
  const Part& operator[](std::size_t i) const { return *parts_[i]; }

  Part& edit(std::size_t i) { return own(parts_[i]); }

 private:
  std::vector<std::shared_ptr<Part>> parts_;
};

}  // namespace shanhai::catalog
