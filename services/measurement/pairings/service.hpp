// The list of pairings, as an operator keeps it.
#pragma once

#include "services/measurement/context.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/purchases/policy.hpp"

namespace shanhai::measurement {

struct PairingEntry {
  Text<6, 6> buyer_division, origin_division;
  Date valid_from{}, valid_to{};
  std::optional<Text<3, 8>> date_precision;
  std::optional<Text<1, 12>> standing;  // written as "entered" when an operator enters it
  std::optional<Text<0, 200>> note;
};
BOOST_DESCRIBE_STRUCT(PairingEntry, (),
                      (buyer_division, origin_division, valid_from, valid_to, date_precision, standing, note))

struct PairingList {
  std::vector<PairingEntry> items;
  std::int64_t version = 0;  // entity tag, for If-Match
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(PairingList, (), (items, version, note))

class Pairings {
 public:
  Pairings(db::Database& database, Random& random, Policy policy)
      : database_(database), random_(random), policy_(policy) {}

  Task<Result<PairingList>> list();
  // `version` as it was read. invalid: the wrong field is named; precondition_failed: somebody entered one since. What
  // is replaced is kept for answers as of an earlier state.
  Task<Result<PairingList>> put(auth::Principal caller, PairingEntry entry, std::int64_t version);

 private:
  PairingList read(db::Tx& tx) const;

  db::Database& database_;
  Random& random_;
  Policy policy_;
};

}  // namespace shanhai::measurement
