// Sales and refunds folded one by one into the sums that rules look at.
#pragma once

#include <set>

#include "services/measurement/flags/store.hpp"
#include "services/measurement/registrations/limits.hpp"

namespace shanhai::measurement {

struct WatchedLine {
  OrderLineId line;
  SkuId sku;  // nil: none is known
  std::int64_t quantity = 0;
  Money amount;
};

struct WatchedSale {
  OrderId order;
  OrganisationId supplier;
  std::optional<OrganisationId> buyer_organisation;
  AccountId buyer_account;  // of a person
  std::string buyer_division, county;
  Instant at{};
  std::vector<WatchedLine> lines;

  IdBytes buyer() const { return buyer_organisation ? buyer_organisation->bytes() : buyer_account.bytes(); }
  Money amount() const;
  Date on() const { return china_date(at); }
  FlagPairKey pair() const;
};

struct WatchedRefund {
  WatchedSale sale;  // of which it is, as it was paid
  Instant at{};
  Money amount;
};

class FlagFold {
 public:
  // Takes the writer's lock, and reads what the sales and refunds will touch.
  FlagFold(db::Tx& tx, Random& random, const std::vector<WatchedSale>& sales,
           const std::vector<WatchedRefund>& refunds);

  void add(const WatchedSale& sale);
  void add(const WatchedRefund& refund);
  void write();

 private:
  void check_related(const WatchedSale& sale, const FlagPair& pair);
  void add_month(const WatchedSale& sale);
  void add_price(const WatchedSale& sale, const WatchedLine& line);
  std::int64_t limit(Date day, LimitName name) const;
  void raise(NewFlag flag, Instant at);

  db::Tx& tx_;
  Random& random_;
  LimitTable limits_;
  store::Relations relations_;
  std::map<FlagPairKey, FlagPair> pairs_;
  std::set<FlagPairKey> touched_;
  FlagMonths months_, touched_months_;
  FlagPrices prices_, added_;
};

// Whether buyer and seller are related, and by what; the flag without orders. nullopt: they are not.
std::optional<NewFlag> related(const store::Relations& known, OrganisationId supplier, const IdBytes& buyer,
                               bool is_person);
// The flag of a pair that is on record.
NewFlag flag_of_pair(NewFlag flag, const FlagPair& pair);

}  // namespace shanhai::measurement
