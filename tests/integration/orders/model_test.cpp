// The service against the model, and against what its clients hold: the same stock, orders, payments, refunds and
// balances after every step of many at once.
#include "services/orders/settlement/store.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
namespace {

std::int64_t depth() {
  if (const char* given = std::getenv("SHANHAI_MODEL_OPERATIONS")) return std::strtoll(given, nullptr, 10);
  const char* name = std::getenv("SHANHAI_TEST_DEPTH");
  const std::string_view value = name ? name : "short";
  return value == "short" ? 4'000 : value == "full" ? 100'000 : 1'000'000;
}

// What so many operations come to, whatever the seed.
constexpr std::int64_t kMany = 100'000;
constexpr const char* kReached[] = {
    "insufficient_stock",    "price_changed",    "sku_not_for_sale",     "not_deliverable",
    "purchase_cap_exceeded", "presale_not_open", "presale_over",         "presale_not_accepted",
    "presale_not_shippable", "presale_exists",   "presale_state",        "stock_on_hand",
    "promise_kept",          "rush_not_started", "rush_ticket_required", "rush_ticket_not_admitted",
    "rush_exists",           "rush_over",        "return_final",         "more_than_bought",
    "more_than_left",        "lot_recalled"};

template <class Row, class F>
void each_chunk(const std::vector<Row>& rows, F f) {
  constexpr std::size_t kChunk = 1000;
  for (std::size_t at = 0; at < rows.size(); at += kChunk) {
    f(std::vector<Row>(rows.begin() + static_cast<std::ptrdiff_t>(at),
                       rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), at + kChunk))));
  }
}

template <class Entity>
auto ids_of(const std::vector<Entity*>& entities) {
  std::vector<decltype(entities.front()->id)> out;
  for (const auto* entity : entities) out.push_back(entity->id);
  return out;
}

}  // namespace

void ModelRun::expect_shelves() {
  constexpr db::Query kStock{"test.model_stock", "SELECT sku, on_hand, reserved FROM sku_stock"};
  constexpr db::Query kLots{"test.model_lots",
                            "SELECT sku, lot, received, on_hand, blocked, bound, expired FROM lot_stock"};
  const auto read = [&](db::Tx& tx) -> Result<void> {
    const auto skus = tx.query(kStock), lots = tx.query(kLots);
    EXPECT_EQ(skus.size(), model_.shelves.size());
    for (const auto row : skus) {
      const auto& shelf = model_.shelf(row.get<SkuId>("sku"));
      EXPECT_EQ(row.get<std::int64_t>("on_hand"), shelf.on_hand()) << shelf.product.sku.str();
      EXPECT_EQ(row.get<std::int64_t>("reserved"), shelf.reserved) << shelf.product.sku.str();
    }
    for (const auto row : lots) {
      const auto& lot = model_.shelf(row.get<SkuId>("sku")).lots.at(row.get<LotId>("lot"));
      EXPECT_EQ(row.get<std::int64_t>("received"), lot.received) << lot.id.str();
      EXPECT_EQ(row.get<std::int64_t>("on_hand"), lot.on_hand) << lot.id.str();
      EXPECT_EQ(row.get<std::int64_t>("blocked"), lot.blocked) << lot.id.str();
      EXPECT_EQ(row.get<std::int64_t>("bound"), lot.bound) << lot.id.str();
      EXPECT_EQ(row.get<std::int64_t>("expired"), lot.expired) << lot.id.str();
    }
    return {};
  };
  db.transaction(read).value();
}

// A lot gave units in this phase only if nothing is left of those that expire earlier.
void ModelRun::expect_first_expired_first_out(const std::map<SkuId, std::map<LotId, std::int64_t>>& before) {
  const auto far = Date(std::chrono::year(9999), std::chrono::month(1), std::chrono::day(1));
  const auto today = std::chrono::sys_days(china_date(db.clock.now()));
  for (const auto& [sku, packed] : packing_) {
    std::map<std::pair<std::chrono::sys_days, LotId>, const model::Lot*> in_order;
    for (const auto& [id, lot] : model_.shelf(sku).lots) {
      const auto last = std::chrono::sys_days(lot.best_before.value_or(far));
      if (last >= today) in_order[{last, id}] = &lot;
    }
    bool left = false;
    for (const auto& [place, lot] : in_order) {
      const auto old = before.at(sku).find(lot->id);
      EXPECT_FALSE(left && old != before.at(sku).end() && lot->on_hand < old->second)
          << "packed from " << lot->id.str() << " before one that expires earlier";
      left = left || lot->on_hand > 0;
    }
  }
}

void ModelRun::expect_orders(const std::vector<model::Order*>& orders) {
  constexpr db::Query kOrders{"test.model_orders",
                              "SELECT id, state, total_fen, paid_fen, refunding_fen, refunded_fen FROM orders"
                              " WHERE id IN (:ids*)"};
  constexpr db::Query kLines{"test.model_lines",
                             "SELECT order_id, id, quantity, amount_fen, returned, returned_fen, refunded_fen"
                             " FROM order_line WHERE order_id IN (:ids*)"};
  std::map<OrderId, const model::Order*> by_id;
  for (const auto* order : orders) by_id[order->id] = order;
  std::size_t found = 0, lines = 0, wanted = 0;
  for (const auto* order : orders) wanted += order->lines.size();
  const auto read = [&](const std::vector<OrderId>& ids) {
    auto work = [&](db::Tx& tx) -> Result<void> {
      const auto rows = tx.query(kOrders, {{"ids", db::Value::list_of(ids)}});
      const auto line_rows = tx.query(kLines, {{"ids", db::Value::list_of(ids)}});
      found += rows.size();
      lines += line_rows.size();
      for (const auto row : rows) {
        const auto& order = *by_id.at(row.get<OrderId>("id"));
        EXPECT_EQ(row.get<OrderState>("state"), order.state) << order.id.str();
        EXPECT_EQ(row.get<Money>("total_fen"), order.total) << order.id.str();
        EXPECT_EQ(row.get<Money>("paid_fen"), order.paid) << order.id.str();
        EXPECT_EQ(row.get<Money>("refunding_fen"), order.refunding) << order.id.str();
        EXPECT_EQ(row.get<Money>("refunded_fen"), order.refunded) << order.id.str();
      }
      for (const auto row : line_rows) {
        const auto& of = by_id.at(row.get<OrderId>("order_id"))->lines;
        const auto id = row.get<OrderLineId>("id");
        const auto line = std::find_if(of.begin(), of.end(), [&](const model::Line& l) { return l.id == id; });
        if (line == of.end()) {
          ADD_FAILURE() << "a line that nobody knows: " << id.str();
          continue;
        }
        EXPECT_EQ(row.get<std::int64_t>("returned"), line->returned) << id.str();
        EXPECT_EQ(row.get<Money>("returned_fen"), line->returned_amount) << id.str();
        EXPECT_EQ(row.get<Money>("refunded_fen"), line->refunded) << id.str();
      }
      return {};
    };
    db.transaction(work).value();
  };
  each_chunk(ids_of(orders), read);
  EXPECT_EQ(found, orders.size());
  EXPECT_EQ(lines, wanted);
}

void ModelRun::expect_payments(const std::vector<model::Payment*>& payments) {
  constexpr db::Query kPayments{"test.model_payments",
                                "SELECT id, CASE state WHEN 'opening' THEN 'awaiting' ELSE state END AS state,"
                                " amount_fen, received_fen, unapplied_fen FROM payment WHERE id IN (:ids*)"};
  std::map<PaymentId, const model::Payment*> by_id;
  for (const auto* payment : payments) by_id[payment->id] = payment;
  std::size_t found = 0;
  const auto read = [&](const std::vector<PaymentId>& ids) {
    auto work = [&](db::Tx& tx) -> Result<void> {
      const auto rows = tx.query(kPayments, {{"ids", db::Value::list_of(ids)}});
      found += rows.size();
      for (const auto row : rows) {
        const auto& payment = *by_id.at(row.get<PaymentId>("id"));
        EXPECT_EQ(row.get<PaymentState>("state"), payment.state) << payment.id.str();
        EXPECT_EQ(row.get<Money>("amount_fen"), payment.amount) << payment.id.str();
        EXPECT_EQ(row.get<Money>("received_fen"), payment.received) << payment.id.str();
        EXPECT_EQ(row.get<Money>("unapplied_fen"), payment.unapplied) << payment.id.str();
      }
      return {};
    };
    db.transaction(work).value();
  };
  each_chunk(ids_of(payments), read);
  EXPECT_EQ(found, payments.size());
}

void ModelRun::expect_refunds() {
  constexpr db::Query kRefunds{"test.model_refunds", "SELECT id, state, amount_fen FROM refund"};
  std::map<RefundId, const model::Refund*> by_id;
  for (const auto& refund : model_.refunds) by_id[refund.id] = &refund;
  const auto read = [&](db::Tx& tx) -> Result<void> {
    const auto rows = tx.query(kRefunds);
    EXPECT_EQ(rows.size(), by_id.size());
    for (const auto row : rows) {
      const auto found = by_id.find(row.get<RefundId>("id"));
      if (found == by_id.end()) {
        ADD_FAILURE() << "a refund that nobody knows: " << row.get<RefundId>("id").str();
        continue;
      }
      EXPECT_EQ(row.get<RefundState>("state"), found->second->state) << found->first.str();
      EXPECT_EQ(row.get<Money>("amount_fen"), found->second->amount) << found->first.str();
    }
    return {};
  };
  db.transaction(read).value();
  for (const auto* asked : {&channel, &alipay_channel}) {
    for (const auto& [number, sent] : asked->refunds) {  // each was sent under its own number, whatever was repeated
      const auto id = RefundId::parse(number);
      EXPECT_TRUE(id.has_value() && by_id.contains(*id)) << "a channel was asked for the refund " << number;
    }
  }
}

void ModelRun::expect_ledger() {
  std::map<Account, Money> sums;
  for (const auto& [place, amount] : model_.ledger) {
    sums[place.first] += amount;
    if (!place.second.is_nil()) {
      EXPECT_EQ(balance(place.first, place.second), amount) << name_of(place.first);
    }
  }
  const auto read = [](db::Tx& tx) -> Result<std::map<Account, Money>> {
    std::map<Account, Money> out;
    for (const auto& [account, amount] : store::balances(tx)) out[account] = amount;
    return out;
  };
  auto balances = db.transaction(read).value();
  for (const auto& [account, amount] : sums) EXPECT_EQ(balances[account], amount) << name_of(account);
}

void ModelRun::expect_touched() {
  std::vector<model::Order*> orders;
  std::vector<model::Payment*> payments;
  for (auto* group : busy_) {
    orders.insert(orders.end(), group->orders.begin(), group->orders.end());
    payments.insert(payments.end(), group->payments.begin(), group->payments.end());
  }
  expect_orders(orders);
  expect_payments(payments);
}

void ModelRun::expect_all_as_modelled() {
  std::vector<model::Order*> orders;
  std::vector<model::Payment*> payments;
  for (auto& order : model_.orders) orders.push_back(&order);
  for (auto& payment : model_.payments) payments.push_back(&payment);
  expect_shelves();
  expect_orders(orders);
  expect_payments(payments);
  expect_refunds();
  expect_ledger();
  expect_payouts();
  expect_carts();
  expect_counts();
  expect_sales();
}

fixture::OrderVerdict ModelRun::verdict() {
  fixture::OrderClaims claims;
  for (std::size_t i = 0; i < checkouts_.size(); ++i) {
    claims.checkouts.push_back({std::to_string(i), checkouts_[i].answer});
  }
  for (const auto& [sku, shelf] : model_.shelves) {
    claims.units[sku] += shelf.promised;
    for (const auto& [id, lot] : shelf.lots) claims.units[sku] += lot.received;
  }
  Money refunded;
  for (const auto& order : model_.orders) {
    if (order.state == OrderState::cancelled) claims.ended.insert(order.id);
  }
  for (const auto& refund : model_.refunds) {
    if (refund.state == RefundState::succeeded) refunded += refund.amount;
  }
  claims.restocked = restocked_;
  for (const auto& order : model_.orders) {  // nothing of what was ended is held
    if (order.state != OrderState::cancelled) continue;
    for (const auto& line : order.lines) claims.restocked[line.sku] -= line.declined;
  }
  claims.paid = paid_in_;
  claims.refunded = refunded;
  auto connection = db.schema.connect();
  return fixture::check_orders(claims, connection);
}

TEST_F(ModelRun, DoesWhatTheModelDoes) {
  SCOPED_TRACE("SHANHAI_TEST_SEED=" + std::to_string(fixture::seed()));
  const auto began = std::chrono::steady_clock::now();
  run_operations(depth());
  if (HasFailure()) return;
  expect_all_as_modelled();
  const auto found = verdict();
  EXPECT_TRUE(found.is_clean()) << found.text();
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::printf("model.orders: %lld operations in %.1f s; %s\n", static_cast<long long>(operations()), seconds,
              found.text().c_str());
  for (const auto& [code, times] : refusals()) {
    std::printf("model.orders: refused %lld times: %s\n", static_cast<long long>(times), code.c_str());
  }
  if (operations() < kMany) return;
  for (const auto* code : kReached) EXPECT_TRUE(refusals().contains(code)) << code << " is never told";
}

}  // namespace shanhai::orders
