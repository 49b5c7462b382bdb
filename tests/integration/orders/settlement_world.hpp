// A world in which a cooperative has sold, and is to be paid out.
#pragma once

#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {

class SettlementWorld : public World {
 protected:
  SettlementWorld() {
    stock(tea, 1000);
    chief.administrator = true;
  }

  static PayoutAccountBody account_body(std::string number = "6222020200012345678",
                                        std::string holder = "昭觉县合作社");
  PayoutAccountView add_account(const auth::Principal& who, PayoutAccountBody body);
  // Registered and approved.
  PayoutAccountId account_of(const auth::Principal& chief, std::string number = "6222020200012345678");

  // Accepted, its return window over: payable.
  OrderId completed(const Product& product, std::int64_t quantity);
  // Given back after all for its quality; the channel has paid it.
  void claw_back(const auth::Principal& cooperative, OrderId id, std::int64_t quantity);

  Result<db::Replayable<PayoutBatchView>> make_batch(PayoutBatchBody body = {},
                                                     std::optional<db::IdempotencyKey> with = {});
  PayoutView only_payout(const Result<db::Replayable<PayoutBatchView>>& batch);
  Result<db::Replayable<PayoutView>> confirm(PayoutId id, std::string reference,
                                             std::optional<db::IdempotencyKey> with = {});
  Result<db::Replayable<PayoutView>> fail(PayoutId id, PayoutFailure failure = PayoutFailure::bank_rejected);
  std::string exported(PayoutBatchId id);
  SettlementAccount settled(const auth::Principal& cooperative);

  // What an audit check finds now.
  std::int64_t difference(std::string_view check);
  void execute(const std::string& sql);

  Product tea = publish({});
  auth::Principal buyer = consumer();
  auth::Principal chief = seller(tea.supplier);
  auth::Principal op = platform();
};

}  // namespace shanhai::orders
