// Money that comes in and goes back, and time, which does the rest.
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
namespace {

constexpr db::Query kRefundsOfPayment{"test.refunds_of_payment",
                                      "SELECT id FROM refund WHERE payment_id = :payment_id ORDER BY id"};

struct ReadRefunds {
  PaymentId payment;
  Result<std::vector<RefundId>> operator()(db::Tx& tx) const {
    std::vector<RefundId> out;
    const auto rows = tx.query(kRefundsOfPayment, {{"payment_id", payment}});
    for (const auto row : rows) out.push_back(row.get<RefundId>("id"));
    return out;
  }
};

struct ReadReference {
  RefundId refund;
  Result<std::string> operator()(db::Tx& tx) const {
    constexpr db::Query kReference{"test.refund_reference", "SELECT channel_number FROM refund WHERE id = :id"};
    return tx.query(kReference, {{"id", refund}}).front().get<std::string>("channel_number");
  }
};

std::string transaction_of(const model::Payment& payment) { return "42" + payment.number.substr(4); }

}  // namespace

Task<std::vector<RefundId>> ModelRun::new_refunds(PaymentId payment) {
  auto task = db.database.transaction(ReadRefunds{payment});
  auto all = co_await std::move(task);
  std::vector<RefundId> out;
  for (const auto& id : all.value()) {
    if (known_refunds_.insert(id).second) out.push_back(id);
  }
  co_return out;
}

void ModelRun::try_pay(model::Group& group) {
  if (group.payments.empty()) return spawn(open_payment_of(group, choose_channel(group)));
  Units coming_back;
  for (const auto* order : group.orders) {
    if (!order->expired || order->replaced) continue;
    for (const auto& [sku, units] : order->units()) coming_back[sku] += units;
  }
  if (!coming_back.empty() && !claim(coming_back, Use::alone)) return;
  Units held;  // unpaid, under a cap
  for (const auto* order : group.orders) {
    if (order->is_paid || order->state == OrderState::cancelled) continue;
    for (const auto& line : order->lines) {
      for (const auto& count : line.counted) held[line.sku] += count.kind == CapKind::unpaid ? line.quantity : 0;
    }
  }
  std::erase_if(held, [](const auto& part) { return part.second == 0; });
  if (!held.empty() && !claim(held, Use::release)) return;
  auto& payment = *one_of(group.payments);
  if (payment.channel == PaymentChannel::bank_transfer) return spawn(import_statement(payment));
  pay_by_callback(payment);
}

void ModelRun::pay_by_callback(model::Payment& payment) {
  const auto what = dice(100);
  const bool calm =
      payment.state == PaymentState::awaiting && db.clock.now() + std::chrono::minutes(15) < payment.expires_at;
  if (what < 10) return spawn(receive_callback(payment, payment.amount + Money(1), nullptr));
  if (what < 25 && calm) {  // by phone; the callback is lost, and asking finds it
    payment.phone_paid = true;
    return channel_of(payment.channel).pay(payment.number, db.clock.now());
  }
  const int times = what < 40 ? 3 : 1;
  auto together = std::make_shared<Together>(Together{times, 0, {}});
  for (int i = 0; i < times; ++i) spawn(receive_callback(payment, payment.amount, together));
}

// `together` is nullptr where the amount is wrong.
Task<> ModelRun::receive_callback(model::Payment& payment, Money amount, Shared together) {
  const bool known = payment.received > Money();
  const Receipt receipt{payment.channel, payment.number, transaction_of(payment), amount, db.clock.now()};
  auto task = parts.payments.receive(receipt);
  auto booked = co_await std::move(task);
  if (!check("a callback", booked, together ? "" : "amount_mismatch")) co_return;
  together->fresh += booked->is_new;
  if (--together->left > 0) co_return;
  EXPECT_EQ(together->fresh, known ? 0 : 1) << "one payment, booked so many times: " << payment.number;
  if (!known) co_await tell_receipt(payment, amount);
}

Task<> ModelRun::tell_receipt(model::Payment& payment, Money amount) {
  paid_in_ += amount;
  auto made = co_await new_refunds(payment.id);
  const auto reader = platform();
  auto task = parts.ordering.group(reader, payment.group->id);
  auto view = co_await std::move(task);
  auto& group = *payment.group;
  model::Model::Found found;
  found.revive = [&](const model::Order& expired) -> model::Order* {
    for (const auto& order : view.value().orders) {
      if (order.replaces != expired.id) continue;
      auto& again = model_.orders.emplace_back(expired);
      again.id = order.order_id;
      again.state = OrderState::placed;
      again.expired = again.replaced = false;
      again.cancelled_at.reset();
      for (std::size_t i = 0; i < again.lines.size(); ++i) again.lines[i].id = order.lines.at(i).line_id;
      group.orders.push_back(&again);
      return &again;
    }
    ADD_FAILURE() << "late money did not bring back " << expired.id.str();
    return nullptr;
  };
  found.refund = [&](Money back) {
    EXPECT_EQ(made.size(), 1U) << back.fen() << " fen should go back of " << payment.number;
    return made.empty() ? RefundId() : made.front();
  };
  const auto refunds = model_.refunds.size();
  model_.receive(payment, amount, found);
  EXPECT_EQ(made.size(), model_.refunds.size() - refunds) << "refunds of " << payment.number;
  EXPECT_EQ(view->orders.size(), group.orders.size()) << group.id.str();
}

// Of what is missing: all, a part and the rest, or too much; sometimes an entry that was imported before.
Task<> ModelRun::import_statement(model::Payment& payment) {
  std::vector<Money> amounts;
  std::vector<std::string> entries;
  const auto missing = std::max(Money(2), payment.amount - payment.unapplied);
  const auto what = dice(10);
  if (what < 5) {
    amounts = {missing};
  } else if (what < 7) {
    amounts = {Money(missing.fen() / 2), missing - Money(missing.fen() / 2)};
  } else if (what < 9) {
    amounts = {Money(missing.fen() / 2)};
  } else {
    amounts = {missing + Money(static_cast<std::int64_t>(1 + dice(500)))};
  }
  std::string csv = "booked_on,amount_fen,reference,payer_name,entry_number\n";
  const auto day = to_string(china_date(db.clock.now()));
  for (const auto& amount : amounts) {
    entries.push_back(db.random.digits(16));
    csv += day + ',' + std::to_string(amount.fen()) + ",货款 " + payment.number + ",某单位," + entries.back() + '\n';
  }
  const auto used = !bank_entries_.empty() && dice(5) == 0 ? one_of(bank_entries_) : std::string();
  if (!used.empty()) csv += day + ",77," + payment.number + ",某单位," + used + '\n';
  const auto command = by(platform());
  const auto once = key();
  auto task = parts.statements.import(command, csv, once);
  auto imported = co_await std::move(task);
  if (!check("import a statement", imported, "")) co_return;
  bank_entries_.insert(bank_entries_.end(), entries.begin(), entries.end());
  EXPECT_EQ(imported->value.matched.size(), amounts.size());
  EXPECT_EQ(imported->value.unmatched.size(), used.empty() ? 0U : 1U);
  for (std::size_t i = 0; i + 1 < amounts.size(); ++i) {  // the first part completes nothing
    paid_in_ += amounts[i];
    model_.receive(payment, amounts[i], {});
  }
  co_await tell_receipt(payment, amounts.back());
  auto again = parts.statements.import(command, csv, once);
  auto repeated = co_await std::move(again);
  if (check("import it again", repeated, "")) {
    EXPECT_TRUE(repeated->replayed);
  }
}

Task<> ModelRun::refund_callback(model::Refund& refund) {
  const bool wrong = dice(4) == 0;
  auto task = parts.refunds.complete(refund.payment->channel, refund.id.str(), "50" + refund.id.str(),
                                     wrong ? refund.amount + Money(1) : refund.amount);
  auto completed = co_await std::move(task);
  if (!check("a refund's callback", completed, wrong ? "amount_mismatch" : "")) co_return;
  if (refund.state != RefundState::succeeded) model_.refund_paid(refund);
}

// The operator pays it out by hand; the bank's entry names it.
Task<> ModelRun::confirm_refund(model::Refund& refund) {
  const bool done = refund.state == RefundState::succeeded;
  auto reading = db.database.transaction(ReadReference{refund.id});
  const auto reference = co_await std::move(reading);
  const auto csv = "booked_on,amount_fen,reference,payer_name,entry_number\n" + to_string(china_date(db.clock.now())) +
                   ",-" + std::to_string(refund.amount.fen()) + ",退款 " + reference.value() + ",某单位," +
                   db.random.digits(16) + '\n';
  const auto command = by(platform());
  auto task = parts.statements.import(command, csv, key());
  auto imported = co_await std::move(task);
  if (!check("pay out a refund", imported, "")) co_return;
  EXPECT_EQ(imported->value.paid_out.size(), done ? 0U : 1U);
  if (!done) model_.refund_paid(refund);
}

Task<> ModelRun::give_back_rest(model::Payment& payment) {
  const bool over = payment.state == PaymentState::paid || payment.state == PaymentState::closed;
  const auto command = by(platform());
  auto task = parts.refunds.give_back(command, payment.id, "多付", key());
  auto given = co_await std::move(task);
  if (!check("give back the rest", given, over ? "" : "payment_state")) co_return;
  EXPECT_EQ(given->value.amount, payment.unapplied);
  known_refunds_.insert(given->value.refund_id);
  model_.give_back(payment, payment.unapplied, given->value.refund_id);
}

void ModelRun::advance(std::chrono::microseconds time) {
  db.clock.advance(time);
  model_.now = db.clock.now();
}

void ModelRun::pass_time() {
  advance(std::chrono::minutes(11));
  check_payments();
  if (rounds_ % 5 == 0) advance(std::chrono::hours(24 * (1 + dice(3))));
  while (run(parts.ordering.expire_due()) > 0) ++operations_;
  model_.expire(db.clock.now());
  if (dice(3) != 0) run_sales();  // else some are over and nobody has closed them
  while (run(parts.purchase_caps.forget_due()) > 0) ++operations_;
  run_deadlines();
  while (run(parts.fulfilment.complete_due()) > 0) ++operations_;
  model_.complete(db.clock.now());
  run_refunds();
  while (run(stock_service.expire_due()) > 0) ++operations_;
  model_.expire_lots(china_date(db.clock.now()));
  run_rushes();
  settle_suppliers();
  expect_shelves();
  expect_counts();
  expect_sales();
}

void ModelRun::check_payments() {
  while (run(parts.payments.check_due()) > 0) ++operations_;
  for (auto& payment : model_.payments) {
    if (payment.phone_paid) {
      payment.phone_paid = false;
      run(tell_receipt(payment, payment.amount));
    } else if (payment.channel != PaymentChannel::bank_transfer && payment.state == PaymentState::awaiting &&
               payment.expires_at <= db.clock.now()) {
      payment.state = PaymentState::closed;
    }
  }
}

void ModelRun::run_refunds() {
  for (auto* one : {&channel, &alipay_channel}) {
    one->refuses_refunds = dice(5) == 0;
    one->refunds_at_once = one->finish_refunds = dice(3) != 0;
  }
  while (run(parts.refunds.run_due()) > 0) ++operations_;
  for (auto& refund : model_.refunds) {
    if (refund.payment->channel == PaymentChannel::bank_transfer || refund.state == RefundState::succeeded) continue;
    const auto& asked = channel_of(refund.payment->channel);
    if (refund.state == RefundState::requested && asked.refuses_refunds) continue;
    if (asked.refunds_at_once) {
      model_.refund_paid(refund);
    } else {
      refund.state = RefundState::processing;
    }
  }
}

}  // namespace shanhai::orders
