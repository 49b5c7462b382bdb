// Facts of published SKU versions, which never change, kept in memory once read.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "common/db/database.hpp"
#include "services/orders/catalog_projection/store.hpp"

namespace shanhai::orders {

using SkuVersionPtr = std::shared_ptr<const SkuVersion>;
using Quotes = std::map<QuotedSku, SkuVersionPtr>;

class QuoteBook {
 public:
  explicit QuoteBook(db::Database& database) : database_(database) {}

  // Those that are known; a version that was not published (or has not arrived yet) is left out.
  Task<Quotes> find(std::vector<QuotedSku> wanted);

 private:
  db::Database& database_;
  std::mutex mutex_;
  Quotes known_;  // at most 10,000
};

}  // namespace shanhai::orders
