// What is read ahead for a batch, so that each table is asked once.
#pragma once

#include "services/measurement/flags/fold.hpp"

namespace shanhai::measurement {

Date month_of(Date day);
Date new_year_of(Date day);
Date last_day_of_year(Date day);

// Under which a flag of the rule stands.
std::string related_key(OrganisationId supplier, const IdBytes& buyer);
std::string refund_key(const WatchedSale& sale);
std::string year_end_key(const WatchedSale& sale);
std::string price_key(SkuId sku, Date sold_on);

struct Touched {
  std::set<FlagPairKey> pairs;
  std::set<OrganisationId> buyers, parties;
  std::set<SkuId> skus;  // whose prices are compared
  Date first{std::chrono::year(9999) / 12 / 31}, last{std::chrono::year(1970) / 1 / 1};
  std::map<FlagRule, std::set<std::string>> keys;  // of flags that may be withdrawn

  void add(const Watched& one);
  std::set<std::pair<FlagRule, std::string>> list_flagged(db::Tx& tx) const;

 private:
  void add_sale(const WatchedSale& sale);
  void add_taken_back(const WatchedSale& sale);
};

}  // namespace shanhai::measurement
