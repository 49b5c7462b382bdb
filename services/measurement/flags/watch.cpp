#include "services/measurement/flags/watch.hpp"

#include <algorithm>

#include "services/measurement/flags/fold.hpp"
#include "services/measurement/registrations/api.hpp"
#include "services/traceability/api.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::string_view kLotsStream = "traceability";

WatchedSale sale_of(const orders::OrderFacts& order, Instant at) {
  WatchedSale out;
  out.order = order.order;
  out.supplier = order.supplier;
  out.buyer_organisation = order.buyer_organisation;
  if (!order.buyer_organisation) out.buyer_account = order.buyer_account.value_or(AccountId());
  out.buyer_division = order.buyer_division;
  out.at = order.paid_at.value_or(at);
  if (!order.lines.empty()) out.county = order.lines.front().production_county;
  for (const auto& line : order.lines)
    out.lines.push_back({line.line, line.sku, line.quantity, line.amount, line.refunded});
  return out;
}

// nullopt: it did not count as paid.
std::optional<WatchedSale> sale_of(const RegistrationFacts& facts) {
  const auto paid = std::find_if(facts.counts.begin(), facts.counts.end(),
                                 [](const CountedIn& in) { return in.measure == orders::Measure::paid; });
  if (paid == facts.counts.end()) return std::nullopt;
  WatchedSale out;
  out.order = OrderId(facts.registration.bytes());
  out.supplier = facts.supplier;
  out.buyer_organisation = facts.buyer;
  out.buyer_division = facts.buyer_division;
  out.at = start_of_china_day(paid->on);
  if (!facts.lines.empty()) out.county = facts.lines.front().production_county;
  for (const auto& line : facts.lines) out.lines.push_back({line.line, SkuId(), line.quantity, line.amount, {}});
  return out;
}

// In the order in which it was told.
void fold_all(db::Tx& tx, Random& random, Origin origin, const std::vector<Watched>& told) {
  if (told.empty()) return;
  FlagFold fold(tx, random, origin, told);
  for (const auto& one : told) std::visit([&](const auto& what) { fold.add(what); }, one);
  fold.write();
}

// What was counted as paid and then went back.
Result<void> read_refund(const events::Event& event, std::vector<Watched>& told) {
  SH_TRY(const auto refunded, json::read<orders::OrderRefunded>(event.payload));
  const auto& counted = refunded.counted;
  if (std::find(counted.begin(), counted.end(), orders::Measure::paid) == counted.end()) return {};
  WatchedRefund out{sale_of(refunded.facts, event.occurred_at), event.occurred_at, {}, {}, false, event.sequence};
  bool is_anything_left = false;
  for (const auto& line : out.sale.lines) {
    Money now;
    for (const auto& part : refunded.lines) {
      if (part.line == line.line) now += part.amount;
    }
    out.amount += now;
    if (line.counted() > now) is_anything_left = true;
    if (now > Money() && line.counted() <= now) out.returned.push_back(line);
  }
  if (out.amount == Money()) return {};  // of the freight alone, which no rule looks at
  out.is_whole = !is_anything_left;
  told.push_back(std::move(out));
  return {};
}

struct Shipped {
  std::map<LotId, store::LotShipped> lots;
  std::map<std::pair<int, SkuId>, std::int64_t> skus;

  Result<void> read(const events::Event& event) {
    SH_TRY(const auto parcel, json::read<orders::ParcelFacts>(event.payload));
    const int year = static_cast<int>(china_date(event.occurred_at).year());
    for (const auto& lot : parcel.lots) {
      auto& sum = lots[lot.lot];
      sum = {lot.lot, parcel.supplier, sum.quantity + lot.quantity, std::max(sum.at, event.occurred_at)};
      skus[{year, lot.sku}] += lot.quantity;
    }
    return {};
  }
};

}  // namespace

Result<void> FlagWatch::apply_orders(db::Tx& tx, std::span<const events::Event> events) const {
  std::vector<Watched> told;
  Shipped shipped;
  for (const auto& event : events) {
    if (event.type == orders::kOrderPaid) {
      SH_TRY(const auto order, json::read<orders::OrderFacts>(event.payload));
      auto sale = sale_of(order, event.occurred_at);
      sale.sequence = event.sequence;
      told.push_back(std::move(sale));
    } else if (event.type == orders::kOrderRefunded) {
      SH_CHECK(read_refund(event, told));
    } else if (event.type == orders::kParcelShipped) {
      SH_CHECK(shipped.read(event));
    }
  }
  fold_all(tx, random_, Origin::orders, told);
  store::add_shipped_lots(tx, shipped.lots);
  store::add_shipped_skus(tx, shipped.skus);
  return {};
}

Result<void> FlagWatch::apply_registrations(db::Tx& tx, std::span<const events::Event> events) const {
  std::vector<Watched> told;
  for (const auto& event : events) {
    if (event.type == kRegistrationApproved) {
      SH_TRY(const auto facts, json::read<RegistrationFacts>(event.payload));
      if (auto sale = sale_of(facts)) {
        sale->sequence = event.sequence;
        told.push_back(std::move(*sale));
      }
    } else if (event.type == kRegistrationReversed) {
      SH_TRY(const auto reversed, json::read<RegistrationReversed>(event.payload));
      if (auto sale = sale_of(reversed.facts))
        told.push_back(WatchedReversal{std::move(*sale), event.occurred_at, event.sequence});
    }
  }
  fold_all(tx, random_, Origin::registrations, told);
  return {};
}

Result<void> FlagWatch::apply_lots(db::Tx& tx, std::span<const events::Event> events) const {
  Instant latest{};
  for (const auto& event : events) {
    latest = std::max(latest, event.occurred_at);
    if (event.type != traceability::kLotPutOnSale) continue;
    SH_TRY(const auto lot, json::read<traceability::LotPutOnSale>(event.payload));
    store::add_lot_on_sale(tx, lot.lot, lot.supplier, lot.quantity);
  }
  store::reach(tx, kLotsStream, latest);
  return {};
}

}  // namespace shanhai::measurement
