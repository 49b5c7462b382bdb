// Sales, refunds and reversals folded one by one into the sums that rules look at.
#pragma once

#include <set>
#include <variant>

#include "services/measurement/flags/store.hpp"
#include "services/measurement/registrations/limits.hpp"

namespace shanhai::measurement {

struct WatchedLine {
  OrderLineId line;
  SkuId sku;  // nil: none is known
  std::int64_t quantity = 0;
  Money amount, returned;  // returned: of it, before it was counted as paid

  bool has_price() const { return !sku.is_nil() && quantity > 0 && amount > Money(); }
  Money counted() const { return amount - returned; }
};

struct WatchedSale {
  OrderId order;
  OrganisationId supplier;
  std::optional<OrganisationId> buyer_organisation;
  AccountId buyer_account;  // of a person
  std::string buyer_division, county;
  Instant at{};
  std::vector<WatchedLine> lines;
  std::int64_t sequence = 0;  // of the event that tells of it

  IdBytes buyer() const { return buyer_organisation ? buyer_organisation->bytes() : buyer_account.bytes(); }
  Money amount() const;  // what counted as paid
  KeptOrder kept() const;
  Date on() const { return china_date(at); }
  FlagPairKey pair() const;
};

struct WatchedRefund {
  WatchedSale sale;  // of which it is, as it was paid
  Instant at{};
  Money amount;
  std::vector<WatchedLine> returned;  // nothing is left of these, and was before
  bool is_whole = false;              // nothing is left of the sale
  std::int64_t sequence = 0;
};

// A registered sale that never was.
struct WatchedReversal {
  WatchedSale sale;
  Instant at{};
  std::int64_t sequence = 0;
};

using Watched = std::variant<WatchedSale, WatchedRefund, WatchedReversal>;

class FlagFold {
 public:
  // Takes the writer's lock, and reads what will be touched; of one source.
  FlagFold(db::Tx& tx, Random& random, Origin origin, const std::vector<Watched>& all);

  void add(const WatchedSale& sale);
  void add(const WatchedRefund& refund);
  void add(const WatchedReversal& reversal);
  void write();

 private:
  void check_related(const WatchedSale& sale, const FlagPair& pair);
  bool check_refunds(const WatchedSale& sale, const FlagPair& pair, Date day, Instant at);
  void add_to_month(const WatchedSale& sale, Money amount, bool is_gone, Date day, Instant at);
  void check_year_end(const WatchedSale& sale, Date day, Instant at);
  void add_price(const WatchedSale& sale, const WatchedLine& line);
  void return_prices(const WatchedSale& sale, const std::vector<WatchedLine>& lines, Date day);
  void withdraw_if_unrelated(const WatchedSale& sale, Date day);
  std::int64_t limit(Date day, LimitName name) const;
  void raise(NewFlag flag, Instant at);
  bool is_flagged(FlagRule rule, const std::string& key) const { return flagged_.contains({rule, key}); }

  db::Tx& tx_;
  Random& random_;
  FoundBy by_;  // what is being added
  LimitTable limits_;
  store::Relations relations_;
  std::map<FlagPairKey, FlagPair> pairs_;
  std::set<FlagPairKey> touched_;
  FlagMonths months_, touched_months_;
  FlagPrices prices_, added_;
  std::set<std::pair<FlagRule, std::string>> flagged_;  // of what may be withdrawn
};

// The first in which not everything was given back; nullptr: none.
const FlagPair* newest_standing(const std::vector<std::pair<FlagPairKey, FlagPair>>& years);

// Whether buyer and seller are related, and by what; the flag without orders. nullopt: they are not.
std::optional<NewFlag> related(const store::Relations& known, OrganisationId supplier, const IdBytes& buyer,
                               bool is_person);
// The flag of a pair that is on record.
NewFlag flag_of_pair(NewFlag flag, const FlagPair& pair);

}  // namespace shanhai::measurement
