// A buyer who gives back what a cooperative sold: twenty units of tea on sale, and words for each step of a case.
#pragma once

#include "common/base/encoding.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {

class ReturnsWorld : public World {
 protected:
  ReturnsWorld() { lot = stock(tea, 20); }

  ReturnBody wanted(OrderId id, std::int64_t quantity, ReturnKind kind = ReturnKind::no_reason,
                    std::optional<ReturnRemedy> remedy = {}) {
    ReturnBody out;
    out.order_id = id;
    out.lines = {{order(who, id).lines[0].line_id, quantity}};
    out.kind = kind;
    out.remedy = remedy;
    out.reason = "买多了";
    return out;
  }
  static files::UploadedFile photo(const char* text = "开箱照片") { return {"开箱.txt", to_base64(text)}; }
  Result<db::Replayable<ReturnView>> ask(ReturnBody body, std::optional<db::IdempotencyKey> with = {}) {
    const auto command = by(who);
    return run(parts.returns.request(command, std::move(body), with ? *with : key()));
  }
  ReturnView asked(OrderId id, std::int64_t quantity, ReturnKind kind = ReturnKind::no_reason,
                   std::optional<ReturnRemedy> remedy = {}) {
    auto body = wanted(id, quantity, kind, remedy);
    if (remedy == ReturnRemedy::refund_only) body.evidence = std::vector{photo()};
    return ask(std::move(body)).value().value;
  }
  Result<ReturnView> try_decide(ReturnId id, bool approve) {
    const auto command = by(coop);
    return run(parts.returns.decide(command, id, approve, "同意"));
  }
  ReturnView decide(ReturnId id, bool approve) { return try_decide(id, approve).value(); }
  Result<ReturnView> try_send(ReturnId id) {
    const auto command = by(who);
    return run(parts.returns.send(command, id, {"中国邮政", "EMS1"}));
  }
  Result<ReturnView> try_step(const auth::Principal& caller, ReturnId id, Returns::Step step) {
    const auto command = by(caller);
    return run(parts.returns.step(command, id, "说明", step));
  }
  Result<db::Replayable<ReturnView>> try_receive(ReturnId id, ReceiveBody body) {
    const auto command = by(coop);
    return run(parts.returns.receive(command, id, std::move(body), key()));
  }
  ReturnView receive_back(ReturnId id, bool restock) { return try_receive(id, {restock, {}}).value().value; }
  ReturnView give_back(OrderId id, std::int64_t quantity, bool restock) {
    return receive_back(asked(id, quantity).return_id, restock);
  }
  Result<db::Replayable<ReturnView>> try_refund(ReturnId id) {
    const auto command = by(coop);
    return run(parts.returns.refund(command, id, "无需退回", key()));
  }
  Result<db::Replayable<ReturnView>> try_ship(ReturnId id) {
    const auto command = by(coop);
    return run(parts.returns.ship(command, id, {"顺丰速运", "SF9"}, key()));
  }
  Result<ReturnView> try_dispute(const auth::Principal& caller, ReturnId id, bool with_photo = true) {
    DisputeBody body;
    body.reason = "与描述不符";
    if (with_photo) body.evidence = std::vector{photo()};
    const auto command = by(caller);
    return run(parts.returns.dispute(command, id, std::move(body)));
  }
  Result<db::Replayable<ReturnView>> try_rule(ReturnId id, Ruling decision,
                                              std::optional<std::vector<RuledLineBody>> lines = {}) {
    const auto command = by(operator_);
    return run(parts.returns.rule(command, id, {decision, "依据凭证", std::move(lines)}, key()));
  }
  ReturnView get(ReturnId id, const auth::Principal& caller) { return run(parts.returns.get(caller, id)).value(); }
  ReturnState state_of(ReturnId id) { return get(id, who).state; }
  void wait_days(int days) { db.clock.advance(std::chrono::hours(24) * days); }
  std::int64_t run_due() { return run(parts.returns.run_due()); }

  Product tea = publish({});
  LotId lot;
  auth::Principal who = consumer();
  auth::Principal coop = seller(tea.supplier);
  auth::Principal operator_ = platform();
};

}  // namespace shanhai::orders
