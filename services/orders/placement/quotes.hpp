// Facts of published SKU versions, which never change, kept in memory once read.
//
// Versions that are not known are read in rounds: one caller reads, and what others ask for meanwhile is read together
// by the next one. So a shop full of buyers who all want something else costs the database a few statements, not a
// transaction each.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "common/db/database.hpp"
#include "services/orders/catalog_projection/store.hpp"

namespace shanhai::orders {

using SkuVersionPtr = std::shared_ptr<const SkuVersion>;
using Quotes = std::map<QuotedSku, SkuVersionPtr>;

class QuoteBook {
 public:
  // Remembers `most` versions, and as many that were not asked for since.
  explicit QuoteBook(db::Database& database, std::size_t most = 16'384) : database_(database), most_(most) {}

  // Those that are known; a version that was not published (or has not arrived yet) is left out. Throws Unavailable.
  Task<Quotes> find(std::vector<QuotedSku> wanted);

 private:
  struct Round;
  class Seat;
  struct Hash {
    std::size_t operator()(const QuotedSku& quoted) const {
      return std::hash<SkuId>()(quoted.sku) ^ static_cast<std::size_t>(quoted.version * 0x9E3779B97F4A7C15);
    }
  };
  using Known = std::unordered_map<QuotedSku, SkuVersionPtr, Hash>;

  // Moves what is known from `wanted` to `out`.
  void take_known(std::vector<QuotedSku>& wanted, Quotes& out);
  Task<Quotes> read(std::vector<QuotedSku> wanted);
  void remember(const QuotedSku& quoted, const SkuVersionPtr& version);

  db::Database& database_;
  const std::size_t most_;
  std::mutex mutex_;
  Known known_, older_;          // the older ones are forgotten when there are enough of the others
  bool reading_ = false;         // somebody leads a round
  std::shared_ptr<Round> next_;  // of those who came since; nullptr: nobody
};

}  // namespace shanhai::orders
