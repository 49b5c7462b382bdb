// Facts of published SKU versions, which never change, kept in memory once read; those that are not known are read in
// rounds.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "common/async/rounds.hpp"
#include "common/base/recent.hpp"
#include "common/db/database.hpp"
#include "services/orders/catalog_projection/store.hpp"

namespace shanhai::orders {

using SkuVersionPtr = std::shared_ptr<const SkuVersion>;
using Quotes = std::map<QuotedSku, SkuVersionPtr>;

class QuoteBook {
 public:
  // Remembers `most` versions, and as many that were not asked for since.
  explicit QuoteBook(db::Database& database, std::size_t most = 16'384);

  // Those that are known; a version that was not published (or has not arrived yet) is left out. Throws Unavailable.
  Task<Quotes> find(std::vector<QuotedSku> wanted);

 private:
  struct Hash {
    std::size_t operator()(const QuotedSku& quoted) const {
      return std::hash<SkuId>()(quoted.sku) ^ static_cast<std::size_t>(quoted.version * 0x9E3779B97F4A7C15);
    }
  };

  // Moves what is known from `wanted` to `out`.
  void take_known(std::vector<QuotedSku>& wanted, Quotes& out);
  Task<Quotes> read(std::vector<QuotedSku> wanted);

  db::Database& database_;
  std::mutex mutex_;
  Recent<QuotedSku, SkuVersionPtr, Hash> known_;
  Rounds<QuotedSku, SkuVersionPtr> rounds_;
};

}  // namespace shanhai::orders
