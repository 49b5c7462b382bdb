// What SKUs are sold under besides price and stock: a purchase cap, a presale, a rush.
//
// The stock row that a batch locks anyway names them. Where it names none nothing is read and nothing is written. All
// that changes what is read here holds the same row's lock, or only gives back; the guards stand in the statements
// besides. What a supplier agreed to in a contract (DemandLine::price_frozen) needs no ticket and counts under no cap.
#pragma once

#include <map>

#include "services/orders/placement/placement.hpp"
#include "services/orders/placement/terms.hpp"

namespace shanhai::orders {

class Conditions {
 public:
  Conditions() = default;
  // Of those of the SKUs that have any, for these placements. `locked`: their stock rows.
  static Conditions read(db::Tx& tx, const std::vector<SkuStock>& locked,
                         const std::vector<const Placement*>& placements);

  // nullopt: it may be placed. conflict rush_not_started, rush_ticket_required, rush_ticket_not_admitted,
  // rush_ticket_missed, presale_not_open, presale_over, insufficient_stock (of the allotment), purchase_cap_exceeded;
  // unprocessable presale_not_accepted. `items` names the SKUs.
  std::optional<Error> refuse(const Placement& placement) const;
  // It is accepted: what it takes is gone for the next one, and stands in `placement.taken` and in its lines. True: the
  // lines say something else than before.
  bool take(Placement& placement);

 private:
  using Demand = std::map<SkuId, std::int64_t>;

  void read_counters(db::Tx& tx, const std::vector<const Placement*>& placements);
  std::optional<Error> refuse_rush(const Placement& placement, const Demand& demand) const;
  std::optional<Error> refuse_presale(const Placement& placement, const Demand& demand) const;
  std::optional<Error> refuse_caps(const Placement& placement) const;
  const TicketRow* ticket_for(const Placement& placement, RushId rush) const;
  const RushRow* rush_of(const Placement& placement, const SkuStock& stock) const;  // nullptr: none that holds
  const std::vector<ClaimRow>& claims_of(const Placement& placement) const;
  std::vector<ClaimRow> make_claims(const Placement& placement) const;
  CapUses uses_of(const std::vector<ClaimRow>& claims) const;
  // Of SKUs with conditions, by lines that somebody chose, or by those of contracts.
  Demand demand_of(const Placement& placement, bool of_contracts) const;

  Instant now_{};
  std::map<SkuId, SkuStock> stocks_;  // those with conditions
  SaleTerms terms_;
  Counters counters_;
  std::map<const Placement*, std::vector<ClaimRow>> claims_;
};

}  // namespace shanhai::orders
