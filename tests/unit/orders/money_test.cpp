// Where money goes: distribution over orders, returns, and the ledger.
#include <gtest/gtest.h>

#include "common/base/random.hpp"
#include "services/orders/names.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::orders {
namespace {

OrderId order(std::uint8_t n) {
  IdBytes bytes{};
  bytes[15] = n;
  return OrderId(bytes);
}

OrganisationId supplier() {
  IdBytes bytes{};
  bytes[0] = 7;
  return OrganisationId(bytes);
}

TEST(Distribution, PaysLivingOrdersWholeBeforeExpiredOnes) {
  const auto shares =
      distribute(Money(1000), {{order(1), Money(300), true}, {order(2), Money(600)}, {order(3), Money(100)}});
  EXPECT_EQ(shares.pay, (std::vector<OrderId>{order(2), order(3)}));
  EXPECT_EQ(shares.revive, (std::vector<OrderId>{order(1)}));
  EXPECT_EQ(shares.rest, Money());
}

TEST(Distribution, LeavesWhatFitsNothing) {
  auto shares = distribute(Money(500), {{order(1), Money(600)}, {order(2), Money(400)}});
  EXPECT_EQ(shares.pay, (std::vector<OrderId>{order(2)}));
  EXPECT_EQ(shares.rest, Money(100));
  shares = distribute(Money(500), {});
  EXPECT_TRUE(shares.pay.empty());
  EXPECT_EQ(shares.rest, Money(500));
  shares = distribute(Money(500), {{order(1), Money(0)}});
  EXPECT_TRUE(shares.pay.empty());
}

TEST(Distribution, NeverGivesMoreThanThereIs) {
  SeededRandom random(fixture::seed());
  for (int round = 0; round < 2000; ++round) {
    std::vector<Payable> payables;
    std::map<OrderId, Money> due;
    for (std::uint8_t i = 1; i <= random.below(6); ++i) {
      payables.push_back({order(i), Money(static_cast<std::int64_t>(random.below(500))), random.below(2) == 0});
      due[order(i)] = payables.back().due;
    }
    const Money amount(static_cast<std::int64_t>(random.below(1500)));
    const auto shares = distribute(amount, payables);
    Money given = shares.rest;
    for (const auto& id : shares.pay) given += due.at(id);
    for (const auto& id : shares.revive) given += due.at(id);
    ASSERT_EQ(given, amount);
    ASSERT_GE(shares.rest, Money());
  }
}

TEST(ReturnShare, PartsComeToTheWholeAndNeverMore) {
  EXPECT_EQ(return_share(Money(100), 3, {}, 1), Money(33));
  EXPECT_EQ(return_share(Money(100), 3, {1, Money(33)}, 1), Money(33));
  EXPECT_EQ(return_share(Money(100), 3, {2, Money(66)}, 1), Money(34));
  EXPECT_EQ(return_share(Money(100), 3, {}, 3), Money(100));
}

// Requests, refusals and further requests in any order give back at most the line, and all of its units exactly that.
TEST(ReturnShare, HoldsWhateverIsRefusedInBetween) {
  SeededRandom random(fixture::seed());
  for (int round = 0; round < 2000; ++round) {
    const auto units = static_cast<std::int64_t>(1 + random.below(9));
    const Money amount(static_cast<std::int64_t>(random.below(10'000)));
    std::vector<UnderReturn> open;
    UnderReturn sum;
    for (int step = 0; step < 30; ++step) {
      if (!open.empty() && random.below(3) == 0) {
        const auto at = random.below(open.size());
        sum.units -= open[at].units;
        sum.amount -= open[at].amount;
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
      } else if (sum.units < units) {
        const auto wanted = static_cast<std::int64_t>(1 + random.below(static_cast<std::uint64_t>(units - sum.units)));
        const auto share = return_share(amount, units, sum, wanted);
        ASSERT_GE(share, Money());
        open.push_back({wanted, share});
        sum.units += wanted;
        sum.amount += share;
      }
      ASSERT_LE(sum.amount, amount);
      if (sum.units == units) {
        ASSERT_EQ(sum.amount, amount);
      }
    }
  }
}

TEST(Ledger, EveryPostingBalances) {
  const Postings all[] = {post_receipt(Account::channel_receivable, Money(10)),
                          post_application(Money(10), false),
                          post_application(Money(10), true),
                          post_acceptance(supplier(), Money(1000), Money(13), true),
                          post_acceptance(supplier(), Money(1000), Money(0), false),
                          post_completion(supplier(), Money(987)),
                          post_refund_promised({Account::buyer_deposits, {}}, Money(5), Money()),
                          post_refund_promised({Account::order_escrow, {}}, Money(5), Money(3)),
                          post_refund_promised({Account::supplier_accrued, supplier()}, Money(100), Money(2)),
                          post_refund_promised({Account::supplier_payable, supplier()}, Money(100), Money(0)),
                          post_refund_paid(Account::bank_receivable, Money(100))};
  for (const auto& postings : all) {
    EXPECT_TRUE(is_balanced(postings));
    EXPECT_GE(postings.size(), 2U);
    for (const auto& line : postings) EXPECT_NE(line.amount, Money());
  }
  EXPECT_FALSE(is_balanced({{Account::buyer_deposits, {}, Money(1)}}));
  EXPECT_TRUE(post_completion(supplier(), Money()).empty());
}

TEST(Ledger, OnlySuppliersOwnTheirAccounts) {
  for (const auto& line : post_refund_promised({Account::supplier_accrued, supplier()}, Money(100), Money(2))) {
    EXPECT_EQ(line.owner, line.account == Account::supplier_accrued ? supplier() : OrganisationId())
        << name_of(line.account);
  }
  for (const auto& line : post_refund_promised({Account::order_escrow, supplier()}, Money(100), Money(2))) {
    EXPECT_TRUE(line.owner.is_nil());
  }
}

TEST(Fee, GivenBackInStepsOrAtOnceIsTheSame) {
  const Money total(9999), fee(77);
  Money kept = total, back;
  for (const std::int64_t step : {1, 333, 1000, 8665}) {
    back += fee_on(kept, total, fee) - fee_on(kept - Money(step), total, fee);
    kept -= Money(step);
  }
  EXPECT_EQ(kept, Money());
  EXPECT_EQ(back, fee);
  EXPECT_EQ(fee_on(Money(5), Money(0), Money(0)), Money());
}

}  // namespace
}  // namespace shanhai::orders
