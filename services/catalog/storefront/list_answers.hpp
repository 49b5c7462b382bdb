// Answers of lists, kept for as long as the snapshot they come from: the next one who asks the same gets the same
// bytes.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>

#include "services/catalog/storefront/prepared.hpp"

namespace shanhai::catalog {

class ListAnswers {
 public:
  struct Answer {
    Tags tags;
    Prepared body, not_modified;
    Prepared choose(std::string_view if_none_match) const;
  };

  // nullopt: not kept. `key` tells apart what may be answered differently, also in gzip and plain.
  std::optional<Answer> find(std::string_view key) const;
  // Kept while there is room (4 MiB).
  void keep(std::string key, const Answer& answer);

 private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, Answer, std::less<>> answers_;
  std::atomic<std::size_t> bytes_ = 0;
};

}  // namespace shanhai::catalog
