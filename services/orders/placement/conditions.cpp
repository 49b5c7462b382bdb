#include "services/orders/placement/conditions.hpp"

#include <set>
#include <tuple>

namespace shanhai::orders {
namespace {

// The first code that was told, with all items of it.
class Refusals {
 public:
  void add(Error error, json::Object item) {
    if (!error_)
      error_ = std::move(error);
    else if (error_->code != error.code)
      return;
    items_.push_back(std::move(item));
  }
  std::optional<Error> take() {
    if (!error_) return std::nullopt;
    return std::move(*error_).with("items", std::move(items_));
  }

 private:
  std::optional<Error> error_;
  json::Array items_;
};

json::Object item_of(const RushRow& rush) {
  return {{"sku_id", rush.sku.str()},
          {"rush_id", rush.id.str()},
          {"starts_at", to_rfc3339(rush.terms.starts_at)},
          {"ends_at", to_rfc3339(rush.terms.ends_at)}};
}

json::Object item_of(const PresaleRow& presale) {
  return {{"sku_id", presale.sku.str()},
          {"presale_id", presale.id.str()},
          {"starts_at", to_rfc3339(presale.terms.starts_at)},
          {"ends_at", to_rfc3339(presale.terms.ends_at)},
          {"ships_from", to_string(presale.terms.ships_from)},
          {"ships_by", to_string(presale.terms.ships_by)}};
}

json::Object item_of(const CapHit& hit) {
  json::Object out{{"sku_id", hit.key.sku.str()}, {"cap", name_of(hit.key.kind)}, {"most", hit.most},
                   {"taken", hit.taken},          {"requested", hit.requested},   {"allowed", hit.allowed()}};
  if (hit.key.kind != CapKind::unpaid) out["resets_at"] = to_rfc3339(hit.key.until);
  return out;
}

}  // namespace

Conditions Conditions::read(db::Tx& tx, const std::vector<SkuStock>& locked,
                            const std::vector<const Placement*>& placements) {
  Conditions out;
  out.now_ = tx.now();
  for (const auto& stock : locked) {
    if (has_conditions(stock)) out.stocks_.emplace(stock.sku, stock);
  }
  if (out.stocks_.empty()) return out;
  std::set<RushTicketId> tickets;
  for (const auto* placement : placements)
    tickets.insert(placement->rush_tickets.begin(), placement->rush_tickets.end());
  out.terms_ = read_terms(tx, out.stocks_, tickets);
  if (!out.terms_.caps.empty()) out.read_counters(tx, placements);
  return out;
}

// Everybody who changes them upwards holds the stock rows, as the caller does: what is read without a lock is exact or,
// where somebody gives back just now, too much.
void Conditions::read_counters(db::Tx& tx, const std::vector<const Placement*>& placements) {
  std::set<CounterKey> keys;
  for (const auto* placement : placements) {
    auto claims = make_claims(*placement);
    for (const auto& claim : claims) keys.insert(claim.key);
    if (!claims.empty()) claims_.emplace(placement, std::move(claims));
  }
  counters_ = store::find_counters(tx, {keys.begin(), keys.end()});
}

std::vector<ClaimRow> Conditions::make_claims(const Placement& placement) const {
  const auto demand = demand_of(placement, false);
  std::vector<ClaimRow> out;
  for (const auto& order : placement.orders) {
    for (const auto& line : order.lines) {
      const auto cap = terms_.caps.find(line.sku);
      if (cap == terms_.caps.end() || !demand.contains(line.sku)) continue;
      const auto& terms = cap->second.terms;
      for (const auto kind : {CapKind::address, CapKind::buyer, CapKind::unpaid}) {
        if (!terms.most(kind)) continue;
        const auto period = period_of(terms, kind, now_);
        auto subject = kind == CapKind::address ? placement.destinations.at(line.delivery).digest(line.sku)
                                                : std::string(placement.group.buyer.raw());
        out.push_back(
            {order.row.id, line.id, {line.sku, kind, std::move(subject), period.from, period.until}, line.quantity});
      }
    }
  }
  return out;
}

CapUses Conditions::uses_of(const std::vector<ClaimRow>& claims) const {
  CapUses out;
  for (const auto& claim : claims) {
    auto& use = out[claim.key];
    use.units += claim.units;
    use.most = *terms_.caps.at(claim.key.sku).terms.most(claim.key.kind);
  }
  return out;
}

const std::vector<ClaimRow>& Conditions::claims_of(const Placement& placement) const {
  static const std::vector<ClaimRow> kNone;
  const auto found = claims_.find(&placement);
  return found == claims_.end() ? kNone : found->second;
}

Conditions::Demand Conditions::demand_of(const Placement& placement, bool of_contracts) const {
  Demand out;
  for (const auto& line : placement.demand) {
    if (line.price_frozen == of_contracts && line.quantity > 0 && stocks_.contains(line.sku))
      out[line.sku] += line.quantity;
  }
  return out;
}

std::optional<Error> Conditions::refuse(const Placement& placement) const {
  if (stocks_.empty()) return std::nullopt;
  const auto demand = demand_of(placement, false);
  if (auto refusal = refuse_rush(placement, demand)) return refusal;
  if (auto refusal = refuse_presale(placement, demand)) return refusal;
  return refuse_caps(placement);
}

const RushRow* Conditions::rush_of(const Placement& placement, const SkuStock& stock) const {
  if (!stock.rush || placement.was_admitted) return nullptr;
  const auto& rush = terms_.rushes.at(*stock.rush);
  return holds(rush.state, rush.terms, now_) ? &rush : nullptr;
}

const TicketRow* Conditions::ticket_for(const Placement& placement, RushId rush) const {
  const TicketRow* out = nullptr;
  for (const auto& id : placement.rush_tickets) {
    const auto found = terms_.tickets.find(id);
    if (found == terms_.tickets.end() || found->second.rush != rush || found->second.buyer != placement.group.buyer)
      continue;
    if (!out || found->second.may_place(now_)) out = &found->second;
  }
  return out;
}

std::optional<Error> Conditions::refuse_rush(const Placement& placement, const Demand& demand) const {
  Refusals out;
  for (const auto& [sku, units] : demand) {
    const auto* rush = rush_of(placement, stocks_.at(sku));
    if (!rush) continue;
    const auto* ticket = ticket_for(placement, rush->id);
    if (now_ < rush->terms.starts_at) {
      out.add(Error::conflict("rush_not_started"), item_of(*rush));
    } else if (!ticket) {
      out.add(Error::conflict("rush_ticket_required", "a ticket of the rush, admitted and the caller's own"),
              item_of(*rush));
    } else if (!ticket->may_place(now_)) {
      const bool missed = ticket->admitted_until && now_ >= *ticket->admitted_until;
      auto item = item_of(*rush);
      item["rush_ticket_id"] = ticket->id.str();
      if (ticket->place) item["place"] = *ticket->place;
      out.add(Error::conflict(missed ? "rush_ticket_missed" : "rush_ticket_not_admitted"), std::move(item));
    }
  }
  return out.take();
}

std::optional<Error> Conditions::refuse_presale(const Placement& placement, const Demand& demand) const {
  Refusals out;
  const auto contracts = demand_of(placement, true);
  for (const auto& [sku, stock] : stocks_) {
    if (!stock.open_presale) continue;
    const auto chosen = demand.find(sku);
    const auto agreed = contracts.find(sku);
    const auto units = (chosen == demand.end() ? 0 : chosen->second) + (agreed == contracts.end() ? 0 : agreed->second);
    if (units == 0) continue;
    const auto& presale = terms_.presales.at(*stock.open_presale);
    const auto& terms = presale.terms;
    const auto left = terms.allotment - presale.taken;
    if (chosen != demand.end() && now_ < terms.starts_at) {
      out.add(Error::conflict("presale_not_open"), item_of(presale));
    } else if (now_ >= terms.ends_at) {
      out.add(Error::conflict("presale_over"), item_of(presale));
    } else if (chosen != demand.end() && !placement.accepts_presale) {
      out.add(Error::unprocessable("presale_not_accepted", "the checkout does not say accepts_presale"),
              item_of(presale));
    } else if (units > left) {
      out.add(Error::conflict("insufficient_stock"),
              {{"sku_id", sku.str()}, {"requested", units}, {"available", left}});
    }
  }
  return out.take();
}

std::optional<Error> Conditions::refuse_caps(const Placement& placement) const {
  Refusals out;
  for (const auto& hit : find_hits(counters_, uses_of(claims_of(placement))))
    out.add(Error::conflict("purchase_cap_exceeded"), item_of(hit));
  return out.take();
}

bool Conditions::take(Placement& placement) {
  if (stocks_.empty() && placement.taken.empty()) return false;
  auto& taken = placement.taken = {};
  taken.claims = claims_of(placement);
  taken.uses = uses_of(taken.claims);
  add_uses(counters_, taken.uses);
  std::set<OrderLineId> capped;
  for (const auto& claim : taken.claims) capped.insert(claim.line);
  bool changed = false;
  for (auto& order : placement.orders) {
    for (auto& line : order.lines) {
      const auto before = std::tuple(line.presale, line.ships_by, line.capped);
      const auto stock = stocks_.find(line.sku);
      line.capped = capped.contains(line.id);
      line.presale = stock == stocks_.end() ? std::nullopt : stock->second.open_presale;
      line.ships_by.reset();
      if (line.presale) {
        auto& presale = terms_.presales.at(*line.presale);
        line.ships_by = presale.terms.ships_by;
        presale.taken += line.quantity;
        taken.presales[presale.id] += line.quantity;
      }
      changed = changed || before != std::tuple(line.presale, line.ships_by, line.capped);
    }
  }
  for (const auto& [sku, units] : demand_of(placement, false)) {
    const auto* rush = rush_of(placement, stocks_.at(sku));
    if (rush) taken.tickets[ticket_for(placement, rush->id)->id] += units;
  }
  return changed;
}

}  // namespace shanhai::orders
