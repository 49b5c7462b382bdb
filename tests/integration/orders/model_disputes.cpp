// Cases that the two sides do not settle: the buyer turns to the platform, whose decision is final.
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
namespace model {

std::string Model::may_dispute(const Return& asked) const {
  if (asked.is_final) return "return_final";
  const bool refused = asked.state == ReturnState::refused;
  const bool possible = refused || asked.state == ReturnState::sent || asked.state == ReturnState::arrived ||
                        asked.state == ReturnState::exchanging;
  if (!possible) return "return_state";
  if (!refused) return "";
  if (now >= asked.refused_at + std::chrono::hours(24) * policy_.returns.escalation_days) return "escalation_over";
  for (const auto& [id, count] : asked.units) {
    const auto& line = asked.order->line(id);
    if (line.returned + count > line.quantity) return "more_than_bought";
  }
  return "";
}

void Model::dispute(Return& asked) {
  if (asked.state == ReturnState::refused) {  // its units are the case's again, at what they are worth now
    ++asked.order->open_returns;
    for (std::size_t i = 0; i < asked.units.size(); ++i) {
      auto& line = asked.order->line(asked.units[i].first);
      asked.amounts[i] = share_of(line, asked.units[i].second);
      take(line, asked.units[i].second, asked.amounts[i]);
    }
  }
  asked.state = ReturnState::disputed;
}

std::string Model::may_rule(const Return& asked, Ruling ruling) {
  if (asked.state != ReturnState::disputed) return "return_state";
  if (ruling == Ruling::refuse) return asked.sorted ? "return_goods_sorted" : "";
  if (ruling == Ruling::exchange && !asked.order->in_one_place(asked.units)) return "several_addresses";
  const bool pays = ruling == Ruling::refund || (asked.at_hand && !asked.reserved && !may_reserve(asked));
  return pays && !asked.order->is_paid ? "order_not_paid" : "";
}

void Model::rule_refuse(Return& asked) {
  asked.is_final = true;
  asked.refused_at = now;
  end(asked, ReturnState::refused);
}

// `amounts`: of its lines, each a part of what it is worth at most.
Refund& Model::rule_refund(Return& asked, const std::vector<Money>& amounts, RefundId id) {
  asked.is_final = true;
  asked.state = ReturnState::refunded;
  release(asked);
  const auto worth = asked.amounts;
  asked.amounts = amounts;
  auto& out = pay(asked, id);
  asked.amounts = worth;
  return out;
}

// True: the money goes back instead, for the goods are with the supplier and there are no others.
bool Model::rule_exchange(Return& asked) {
  asked.is_final = true;
  asked.remedy = ReturnRemedy::exchange;
  reserve(asked);
  if (asked.at_hand && !asked.reserved) return true;
  asked.state = asked.at_hand ? ReturnState::exchanging : ReturnState::approved;
  return false;
}

}  // namespace model

Task<> ModelRun::dispute_return(model::Return& asked) {
  const auto expected = model_.may_dispute(asked);
  const auto command = by(asked.order->group->buyer);
  DisputeBody body;
  body.reason = "照片为证";
  auto task = parts.returns.dispute(command, asked.id, std::move(body));
  auto disputed = co_await std::move(task);
  if (!check("dispute a return", disputed, expected)) co_return;
  model_.dispute(asked);
  EXPECT_EQ(disputed->refund_amount, asked.amount()) << asked.id.str();
}

Task<> ModelRun::rule_return(model::Return& asked) {
  constexpr Ruling kRulings[] = {Ruling::refund, Ruling::refuse, Ruling::exchange};
  RulingBody body;
  body.decision = kRulings[dice(std::size(kRulings))];
  body.reason = "以证据为准";
  auto amounts = asked.amounts;
  if (body.decision == Ruling::refund && dice(2) == 0) {
    body.lines.emplace();
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      amounts[i] = Money(static_cast<std::int64_t>(1 + dice(static_cast<std::uint64_t>(amounts[i].fen()))));
      body.lines->push_back({asked.units[i].first, amounts[i]});
    }
  }
  const auto expected = model_.may_rule(asked, body.decision);
  const auto command = by(platform());
  auto task = parts.returns.rule(command, asked.id, body, key());
  auto ruled = co_await std::move(task);
  if (!check("rule a return", ruled, expected)) co_return;
  const bool before = asked.reserved;
  if (body.decision == Ruling::refuse) {
    model_.rule_refuse(asked);
  } else if (body.decision == Ruling::refund || model_.rule_exchange(asked)) {
    const auto id = ruled->value.refund.value().refund_id;
    known_refunds_.insert(id);
    model_.rule_refund(asked, amounts, id);
  }
  count_reserved(asked, before);
  EXPECT_EQ(ruled->value.state, asked.state) << asked.id.str();
}

}  // namespace shanhai::orders
