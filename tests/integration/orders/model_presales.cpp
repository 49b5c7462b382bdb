// Sales before the goods are there: in the model, and as suppliers run them and buyers leave them.
#include <algorithm>

#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
namespace model {
namespace {

bool is_before(Date a, Date b) { return Day(a) < Day(b); }

}  // namespace

Sale& Model::open_sale(const PresaleView& opened) {
  auto& sale = sales.emplace_back();
  sale.id = opened.presale_id;
  sale.sku = opened.sku_id;
  sale.allotment = opened.allotment;
  sale.starts_at = opened.starts_at;
  sale.ends_at = opened.ends_at;
  sale.ships_from = opened.ships_from;
  sale.ships_by = opened.ships_by;
  shelf(sale.sku).sale = &sale;
  shelf(sale.sku).promised = sale.allotment;
  return sale;
}

// Lots take the place of what was promised; the rest of them is there besides.
void Model::meet_promise(SkuId sku, std::int64_t arrived) {
  auto& promised = shelf(sku).promised;
  promised -= std::min(arrived, promised);
}

// What nobody took is promised no longer.
void Model::end_sale(Sale& sale, PresaleState state) {
  auto& at = shelf(sale.sku);
  if (sale.state == PresaleState::open) {
    at.promised -= std::min(std::max<std::int64_t>(sale.left(), 0), at.promised);
    at.sale = nullptr;
  }
  sale.state = state;
}

bool Model::is_held(const Line& line) const { return line.sale && is_before(today(), line.sale->ships_from); }

LineUnits Model::ready(const Order& order) const {
  auto out = order.left();
  std::erase_if(out, [&](const auto& part) { return is_held(order.line(part.first)); });
  return out;
}

LineUnits Model::late(const Order& order) const {
  auto out = order.left();
  std::erase_if(out, [&](const auto& part) {
    const auto& line = order.line(part.first);
    return !line.sale || !(is_before(line.ships_by, today()) || is_before(line.ships_by, line.sale->ships_by));
  });
  return out;
}

}  // namespace model

using std::chrono::hours;
using std::chrono::minutes;

void ModelRun::tend_crops() {
  const auto crops = crops_;
  crops_.clear();
  for (const auto& sku : crops) {
    auto& shelf = model_.shelf(sku);
    const bool bare = !shelf.sale && shelf.on_hand() == 0 && shelf.reserved == 0;
    const auto what = dice(100);
    ++operations_;
    if (!shelf.sale && !bare && what >= 80) {  // nobody asks for it any more; there is another one
      add_crop(shelf.product.supplier);
      continue;
    }
    crops_.push_back(sku);
    if (bare || what < 8) {
      open_sale(shelf);
    } else if (what < 50 && (shelf.sale || shelf.reserved > 0)) {
      receive_lot(shelf, 5, 30);
    } else if (what < 62 && !model_.sales.empty()) {
      put_off(model_.sales[dice(model_.sales.size())]);
    } else if (what < 68 && !model_.sales.empty()) {
      withdraw_sale(model_.sales[dice(model_.sales.size())]);
    }
  }
}

void ModelRun::open_sale(model::Shelf& shelf) {
  const auto now = db.clock.now();
  PresaleBody body;
  body.sku_id = shelf.product.sku;
  body.allotment = static_cast<std::int64_t>(8 + dice(40));
  if (dice(4) == 0) body.starts_at = now + minutes(5);
  body.ends_at = dice(2) == 0 ? now + minutes(8 + dice(60)) : now + hours(24 * (1 + dice(3)));
  body.ships_from = add_days(china_date(body.ends_at), static_cast<int>(dice(2)));
  body.ships_by = add_days(body.ships_from, static_cast<int>(1 + dice(4)));
  const bool there = shelf.on_hand() != 0 || shelf.reserved != 0;
  const auto* expected = shelf.sale ? "presale_exists" : there ? "stock_on_hand" : "";
  const auto command = by(seller(shelf.product.supplier));
  const auto once = key();
  auto opened = run(parts.presales.open(command, body, once));
  if (!check("open a presale", opened, expected)) return;
  EXPECT_EQ(opened->value.left, body.allotment.value());
  model_.open_sale(opened->value);
  if (dice(4) != 0) return;
  auto again = run(parts.presales.open(command, body, once));
  if (check("open a presale again", again, "")) {
    EXPECT_EQ(again->value.presale_id, opened->value.presale_id);
  }
}

void ModelRun::put_off(model::Sale& sale) {
  const bool later = dice(5) != 0;
  PutOffBody body;
  body.ships_by = add_days(sale.ships_by, later ? static_cast<int>(1 + dice(4)) : 0);
  body.reason = "雨水多";
  const bool over = sale.state == PresaleState::withdrawing || sale.state == PresaleState::withdrawn;
  const auto command = by(seller(model_.shelf(sale.sku).product.supplier));
  auto done = run(parts.presales.put_off(command, sale.id, body));
  if (check("put a presale off", done, over ? "presale_state" : later ? "" : "invalid_request")) {
    sale.ships_by = body.ships_by;
  }
}

void ModelRun::withdraw_sale(model::Sale& sale) {
  const bool over = sale.state == PresaleState::withdrawing || sale.state == PresaleState::withdrawn;
  const auto command = by(seller(model_.shelf(sale.sku).product.supplier));
  auto done = run(parts.presales.withdraw(command, sale.id, "遭了雹灾"));
  if (check("withdraw a presale", done, over ? "presale_state" : "")) {
    model_.end_sale(sale, PresaleState::withdrawing);
  }
}

// What the writer says of SKUs that are in a presale, before it looks at anything else of them.
std::string ModelRun::judge_sale(const Attempt& attempt) {
  for (const auto& [sku, units] : units_of(attempt.body)) {
    const auto* sale = model_.shelf(sku).sale;
    if (!sale) continue;
    if (db.clock.now() < sale->starts_at) return "presale_not_open";
    if (db.clock.now() >= sale->ends_at) return "presale_over";
    if (!attempt.body.accepts_presale) return "presale_not_accepted";
  }
  return "";
}

Task<> ModelRun::leave(model::Order& order) {
  const auto units = model_.late(order);
  const auto* expected = units.empty() ? "promise_kept" : order.is_open_to_packing() ? "" : "order_state";
  const auto command = by(order.group->buyer);
  const auto once = key();
  auto task = parts.presales.leave(command, order.id, once);
  auto left = co_await std::move(task);
  if (!check("leave a presale", left, expected)) co_return;
  auto told = tell_declined(order, units);
  co_await std::move(told);
  if (dice(4) != 0) co_return;
  auto again = parts.presales.leave(command, order.id, once);
  auto repeated = co_await std::move(again);
  if (check("leave a presale again", repeated, "")) {
    EXPECT_TRUE(repeated->replayed);
  }
}

// Nothing comes: who has not paid owes nothing, who has gets it back.
void ModelRun::settle_orders(model::Sale& sale) {
  for (auto& order : model_.orders) {
    if (order.state == OrderState::cancelled) continue;
    auto units = order.left();
    std::erase_if(units, [&](const auto& part) { return order.line(part.first).sale != &sale; });
    if (units.empty()) continue;
    if (order.is_open_to_packing()) {
      run(tell_declined(order, units));
      continue;
    }
    model_.end(order, db.clock.now(), false);
    model_.close_payments(*order.group);
    close_group_of(order);
  }
}

void ModelRun::run_sales() {
  while (run(parts.presales.run_due()) > 0) ++operations_;
  for (auto& sale : model_.sales) {
    if (sale.state == PresaleState::open && sale.ends_at <= db.clock.now()) {
      model_.end_sale(sale, PresaleState::closed);
    } else if (sale.state == PresaleState::withdrawing) {
      settle_orders(sale);
      sale.state = PresaleState::withdrawn;
    }
  }
}

void ModelRun::expect_sales() {
  constexpr db::Query kSales{"test.model_sales", "SELECT id, state, allotment, taken, ships_by FROM presale"};
  std::map<PresaleId, const model::Sale*> by_id;
  for (const auto& sale : model_.sales) by_id[sale.id] = &sale;
  const auto read = [&](db::Tx& tx) -> Result<void> {
    const auto rows = tx.query(kSales);
    EXPECT_EQ(rows.size(), by_id.size());
    for (const auto row : rows) {
      const auto& sale = *by_id.at(row.get<PresaleId>("id"));
      EXPECT_EQ(row.get<PresaleState>("state"), sale.state) << sale.id.str();
      EXPECT_EQ(row.get<std::int64_t>("taken"), sale.taken) << sale.id.str();
      EXPECT_EQ(row.get<std::int64_t>("allotment"), sale.allotment) << sale.id.str();
      EXPECT_EQ(to_string(row.get<Date>("ships_by")), to_string(sale.ships_by)) << sale.id.str();
    }
    return {};
  };
  db.transaction(read).value();
}

}  // namespace shanhai::orders
