#include "services/orders/returns/receiving.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "services/orders/fulfilment/store.hpp"
#include "services/orders/returns/store.hpp"
#include "services/orders/stock/store.hpp"
#include "sql/orders_queries.hpp"

namespace shanhai::orders {
namespace {

struct Back {
  ParcelLotRow lot;
  std::int64_t restocked = 0, scrapped = 0;
};

using Place = std::tuple<ParcelId, OrderLineId, LotId>;

// Units of the order's parcels that earlier cases scrapped; what they put on sale again stands with the parcel's lot.
std::map<Place, std::int64_t> list_scrapped(db::Tx& tx, OrderId order) {
  std::map<Place, std::int64_t> out;
  for (const auto& row : store::list_return_lots(tx, order)) out[{row.parcel, row.line, row.lot}] += row.scrapped;
  return out;
}

// The lots that the lines' units are taken from: those packed first, as far as they did not come back before.
std::vector<Back> choose(db::Tx& tx, OrderId order, const std::vector<ReturnLineRow>& lines,
                         const std::vector<SortedLine>& sorted) {
  const auto packed = store::list_parcel_lots(tx, order);
  const auto scrapped_before = list_scrapped(tx, order);
  std::vector<Back> out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto restocked = sorted[i].restocked, scrapped = lines[i].quantity - restocked;
    for (const auto& lot : packed) {
      if (lot.line != lines[i].line) continue;
      const auto before = scrapped_before.find({lot.parcel, lot.line, lot.lot});
      auto free = lot.quantity - lot.restocked - (before == scrapped_before.end() ? 0 : before->second);
      Back back{lot, std::min(restocked, free), 0};
      free -= back.restocked;
      back.scrapped = std::min(scrapped, free);
      if (back.restocked + back.scrapped == 0) continue;
      restocked -= back.restocked;
      scrapped -= back.scrapped;
      out.push_back(std::move(back));
    }
    if (restocked + scrapped > 0) throw std::logic_error("more came back than was packed");
  }
  return out;
}

Error not_resalable(const char* code, const char* detail, std::string pointer) {
  auto refusal = Error::unprocessable(code, detail);
  refusal.fields.push_back({std::move(pointer), refusal.code, {}});
  return refusal;
}

bool is_past(const LotStock& lot, Date today) {
  return lot.best_before && std::chrono::sys_days(*lot.best_before) < std::chrono::sys_days(today);
}

struct Resale {
  std::map<LotId, bool> blocked;  // by lot that goods go back to; locked
};

Result<Resale> check_resale(ReturnChange& change, const std::vector<Back>& back, const std::vector<SortedLine>& sorted,
                            bool names_lines) {
  Resale out;
  std::set<SkuId> skus;
  for (const auto& part : back) {
    out.blocked.emplace(part.lot.lot, false);
    skus.insert(part.lot.sku);
  }
  for (auto& [lot, is_blocked] : out.blocked) is_blocked = store::lock_gate(change.tx(), lot).blocked;
  store::lock_stock(change.tx(), {skus.begin(), skus.end()});
  const auto today = china_date(change.tx().now());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i].restocked == 0) continue;
    const auto pointer = names_lines ? "/lines/" + std::to_string(i) + "/line_id" : std::string("/restock");
    if (change.order().find_line(sorted[i].line)->fresh) {
      return not_resalable("fresh_not_resalable", "perishable goods are not sold twice", pointer);
    }
    for (const auto& part : back) {
      if (part.lot.line != sorted[i].line || part.restocked == 0) continue;
      const auto lot = store::find_lot(change.tx(), part.lot.lot);
      if (!lot) throw std::logic_error("goods came from a lot that is not there");
      if (is_past(*lot, today)) return not_resalable("lot_past_best_before", "past its best-before day", pointer);
    }
  }
  return out;
}

void restock(ReturnChange& change, const Back& part, bool is_blocked, std::vector<StockMove>& moves) {
  store::restock_parcel_lot(change.tx(), part.lot, part.restocked);
  const auto matched =
      change.tx().execute(sql::orders::lot_stock_restock, {{"on_hand", is_blocked ? 0 : part.restocked},
                                                           {"blocked", is_blocked ? part.restocked : 0},
                                                           {"sku", part.lot.sku},
                                                           {"lot", part.lot.lot}});
  if (matched != 1) throw std::logic_error("a lot would hold less than nothing");
  if (is_blocked) return;
  moves.push_back({part.lot.sku, StockEntryKind::restocked, part.lot.lot, part.restocked, 0, change.row().order});
}

// In and out again: the sum stays, and the ledger tells how many units were lost.
void scrap(const Back& part, OrderId order, std::vector<StockMove>& moves) {
  moves.push_back({part.lot.sku, StockEntryKind::restocked, part.lot.lot, part.scrapped, 0, order});
  moves.push_back({part.lot.sku, StockEntryKind::scrapped, part.lot.lot, -part.scrapped, 0, order});
}

}  // namespace

Result<void> sort_goods(ReturnChange& change, const std::vector<SortedLine>& sorted, bool names_lines) {
  const auto back = choose(change.tx(), change.row().order, change.lines(), sorted);
  SH_TRY(const auto resale, check_resale(change, back, sorted, names_lines));
  std::vector<StockMove> moves;
  std::vector<ReturnLotRow> lots;
  for (const auto& part : back) {
    if (part.restocked > 0) restock(change, part, resale.blocked.at(part.lot.lot), moves);
    if (part.scrapped > 0) scrap(part, change.row().order, moves);
    lots.push_back({change.row().order, change.row().id, part.lot.line, part.lot.parcel, part.lot.lot, part.restocked,
                    part.scrapped});
  }
  if (!moves.empty()) store::move_stock(change.tx(), change.context().random, moves);
  store::insert_return_lots(change.tx(), lots);
  change->restocked =
      std::any_of(sorted.begin(), sorted.end(), [](const SortedLine& line) { return line.restocked > 0; });
  return {};
}

}  // namespace shanhai::orders
