// Flags, and the sums that rules look at, in SQL.
#pragma once

#include <set>

#include "common/db/transaction.hpp"
#include "services/measurement/flags/api.hpp"
#include "services/measurement/ledger/entry.hpp"
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

struct FlagPairKey {
  OrganisationId supplier;
  IdBytes buyer{};  // of an organisation or an account
  int year = 0;
  auto operator<=>(const FlagPairKey&) const = default;
};
// An order that a sum is made of, to be found again: with the first of its lines.
struct KeptOrder {
  OrderId order;
  std::vector<OrderLineId> lines;
};
BOOST_DESCRIBE_STRUCT(KeptOrder, (), (order, lines))

struct FlagPair {
  bool is_person = false;
  std::string buyer_division, county;
  PairSums sums;
  Date last_on{};
  std::vector<KeptOrder> orders, refunded;  // the last ones; `orders` without those that were given back whole
};

// Of what was sold in it and has not been given back since.
struct FlagMonth {
  std::int64_t paid_fen = 0;
  std::vector<KeptOrder> orders;  // the last ones
};
using FlagMonths = std::map<std::pair<OrganisationId, Date>, FlagMonth>;  // by first day

// Lines by price, by day.
using FlagPrices = std::map<std::pair<SkuId, Date>, std::map<std::int64_t, std::int64_t>>;

// The event of a source by which something is found. Of what a flag was told of before its sums were made anew
// (flag.settled_*) nothing is done once more: neither steps nor evidence change, and so no verdict does.
struct FoundBy {
  Origin origin = Origin::orders;
  std::int64_t sequence = 0;
};

namespace store {

// Nobody else writes the sums until the transaction ends.
void lock_flag_writer(db::Tx& tx);

// With its event. False: the same evidence stands flagged. One that was withdrawn is raised again, with the evidence
// that there is now; lines that deviate by themselves are added to one that stands.
bool raise_flag(db::Tx& tx, Random& random, const NewFlag& flag, Instant at, const std::optional<FoundBy>& by = {});
// Which of these are flagged, withdrawn or not.
std::set<std::string> list_flagged(db::Tx& tx, FlagRule rule, const std::vector<std::string>& evidence_keys);
// On the day nothing was left of what the flag rests on: a step says so. One that is withdrawn stays as it is.
void withdraw_flag(db::Tx& tx, Random& random, FlagRule rule, std::string_view evidence_key, Date day,
                   const FoundBy& by);
// Lines that deviated by themselves were given back on the day; the last one withdraws the flag.
void return_flag_lines(db::Tx& tx, Random& random, FlagRule rule, std::string_view evidence_key,
                       const std::set<OrderLineId>& lines, Date day, const FoundBy& by);

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
struct LockedFlag {
  FlagView view;  // without steps
  std::int64_t settled_orders = 0, settled_registrations = 0;
  bool is_settled(const FoundBy& by) const {
    return by.sequence <= (by.origin == Origin::orders ? settled_orders : settled_registrations);
  }
};
std::optional<LockedFlag> lock_flag(db::Tx& tx, FlagRule rule, std::string_view evidence_key);
// What the books have of the evidence's lines, as far as the reader sees it.
std::vector<FlagLine> list_flag_lines(db::Tx& tx, const FlagEvidence& evidence, const FlagScope& scope);
// Of the `scanned` flags before an id those that are asked for, newest first; how far that went: nil, to the first.
struct FlagRead {
  std::vector<FlagView> items;
  FlagId reached;
};
FlagRead list_flags(db::Tx& tx, const FlagQuery& query, const FlagScope& scope, FlagId before, std::int64_t limit,
                    std::int64_t scanned);

struct FlagActor {
  std::string actor;
  std::optional<OrganisationId> organisation;
  std::string trace_id;
};
// Moves the flag, with its step and event, and writes what it says now. conflict flag_state.
Result<void> step_flag(db::Tx& tx, Random& random, FlagView& flag, FlagAction action, const FlagActor& by,
                       const std::string& reason);
// What it rests on changes, and nothing else.
void update_flag_evidence(db::Tx& tx, const FlagView& flag);
// False: the same evidence has been flagged.
bool insert_flag(db::Tx& tx, Random& random, const NewFlag& flag, Instant at);

}  // namespace store
}  // namespace shanhai::measurement
