// Flags, and the sums that rules look at, in SQL.
#pragma once

#include <set>

#include "common/db/transaction.hpp"
#include "services/measurement/flags/api.hpp"
#include "services/measurement/purchases/domain.hpp"

namespace shanhai::measurement {

struct NewFlag {
  FlagRule rule = FlagRule::related_parties;
  std::string evidence_key;        // the same evidence has the same
  OrganisationId supplier, buyer;  // nil: about none, or a person
  std::string buyer_division, county;
  Date occurred_on{};
  Money amount;
  FlagEvidence evidence;
};

struct FlagRow {
  FlagView view;
  std::vector<FlagStep> steps;
};

struct FlagPairKey {
  OrganisationId supplier;
  IdBytes buyer{};  // of an organisation or an account
  int year = 0;
  auto operator<=>(const FlagPairKey&) const = default;
};
struct FlagPair {
  bool is_person = false;
  std::string buyer_division, county;
  PairSums sums;
  Date last_on{};
  std::vector<OrderId> orders, refunded;  // the last ones
};

struct FlagMonth {
  std::int64_t paid_fen = 0;
  std::vector<OrderId> orders;  // the last ones
};
using FlagMonths = std::map<std::pair<OrganisationId, Date>, FlagMonth>;  // by first day

// Lines by price, by day.
using FlagPrices = std::map<std::pair<SkuId, Date>, std::map<std::int64_t, std::int64_t>>;

namespace store {

// Nobody else writes the sums until the transaction ends.
void lock_flag_writer(db::Tx& tx);

// With its event. False: the same evidence has been flagged.
bool raise_flag(db::Tx& tx, Random& random, const NewFlag& flag, Instant at);

std::map<FlagPairKey, FlagPair> list_flag_pairs(db::Tx& tx, const std::vector<FlagPairKey>& keys);
// Newest year first, at most 10.
std::vector<std::pair<FlagPairKey, FlagPair>> list_pair_years(db::Tx& tx, OrganisationId supplier,
                                                              const IdBytes& buyer);
void put_flag_pairs(db::Tx& tx, const std::map<FlagPairKey, FlagPair>& pairs);

FlagMonths list_flag_months(db::Tx& tx, const std::vector<OrganisationId>& buyers, Date from, Date to);
void put_flag_months(db::Tx& tx, const FlagMonths& months);

FlagPrices list_flag_prices(db::Tx& tx, const std::vector<SkuId>& skus, Date from, Date to);
void add_flag_prices(db::Tx& tx, const FlagPrices& added);

struct LotShipped {
  LotId lot;
  OrganisationId supplier;
  std::int64_t quantity = 0;
  Instant at{};
};
void add_shipped_lots(db::Tx& tx, const std::map<LotId, LotShipped>& lots);
void add_lot_on_sale(db::Tx& tx, LotId lot, OrganisationId supplier, std::int64_t quantity);
struct FlagLot {
  LotId lot;
  OrganisationId supplier;
  std::int64_t on_sale = 0, shipped = 0;
  Instant last_shipped_at{};
};
// That exceed, were last shipped before the instant, and are not flagged; at most 200.
std::vector<FlagLot> list_exceeding_lots(db::Tx& tx, Instant before, LotId after);
void reach(db::Tx& tx, std::string_view stream, Instant occurred_at);
std::optional<Instant> reached(db::Tx& tx, std::string_view stream);

void add_shipped_skus(db::Tx& tx, const std::map<std::pair<int, SkuId>, std::int64_t>& shipped);
struct CountyVolume {
  std::string county, category;
  std::int64_t grams = 0;
};
std::vector<CountyVolume> list_county_volumes(db::Tx& tx, int year);

// Who acts for these organisations, which of them have a code; and for whom these accounts act.
struct Relations {
  std::map<OrganisationId, std::set<AccountId>> members;
  std::map<OrganisationId, std::string> codes;
};
Relations list_relations(db::Tx& tx, const std::vector<OrganisationId>& organisations);
// Others that the account acts for, and others with the same code; at most 50 each.
std::vector<OrganisationId> list_organisations_of(db::Tx& tx, AccountId account);
std::vector<OrganisationId> list_same_code(db::Tx& tx, OrganisationId organisation);

struct FlagScope {
  DivisionSet buyers, origins;
};
std::optional<FlagView> find_flag(db::Tx& tx, FlagId id, const FlagScope& scope);  // with steps
void lock_flag(db::Tx& tx, FlagId id);
std::vector<FlagView> list_flags(db::Tx& tx, const FlagQuery& query, const FlagScope& scope, FlagId before,
                                 std::int64_t limit);
void review_flag(db::Tx& tx, Random& random, FlagView& flag, FlagAction action, const std::string& actor,
                 const std::optional<OrganisationId>& organisation, const std::string& reason,
                 const std::string& trace_id);

}  // namespace store
}  // namespace shanhai::measurement
