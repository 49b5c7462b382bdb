// Net volume of a year by month, as targets and reserved shares ask for it: what was posted, refunds in the month in
// which they happened.
#pragma once

#include "services/measurement/purchases/sums.hpp"
#include "services/measurement/units/domain.hpp"

namespace shanhai::measurement {

// The state that an answer is from.
struct State {
  AsOf as_of;
  bool is_current = true;  // nothing was asked for: figures need no cut
  Date day{};              // China; what was told later is not known
};
// invalid query/as_of.
Result<State> state_of(db::Tx& tx, const std::optional<Text<10, 160>>& as_of);

struct VolumeQuestion {
  orders::Measure measure = orders::Measure::paid;
  int year = 0;
  bool certified_only = false;
  State state;
};

// Nothing of whoever bought nothing.
Result<std::map<OrganisationId, MonthlyNet>> net_by_unit(db::Tx& tx, const Policy& policy,
                                                         const VolumeQuestion& question,
                                                         const std::vector<OrganisationId>& units);
Result<std::map<std::string, MonthlyNet>> net_by_buyer_division(db::Tx& tx, const Policy& policy,
                                                                const VolumeQuestion& question);
Result<std::map<std::string, MonthlyNet>> net_by_origin_county(db::Tx& tx, const Policy& policy,
                                                               const VolumeQuestion& question);
// By the name of the pairing, inferred or not: "440600-513431"; nothing of what has none.
Result<std::map<std::string, MonthlyNet>> net_by_pairing(db::Tx& tx, const Policy& policy,
                                                         const VolumeQuestion& question);
// Of units on the days on which they stood somewhere (UnitTree::below_each()). Two questions, however many spans.
Result<std::map<OrganisationId, MonthlyNet>> net_of_each(db::Tx& tx, const Policy& policy,
                                                         const VolumeQuestion& question,
                                                         const std::map<OrganisationId, std::vector<UnitSpan>>& below);

std::int64_t total_of(const MonthlyNet& net);
Period year_of(int year);

}  // namespace shanhai::measurement
