#include "services/orders/procurement/domain.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/orders/placement/domain.hpp"

namespace shanhai::orders {
namespace {

// Every pair of state and action: allowed exactly where the table says so.
template <class Moves, class State, class Action, class Move>
void expect_exactly(const Moves& moves, std::initializer_list<State> states, std::initializer_list<Action> actions,
                    Move move, const char* code) {
  std::size_t allowed = 0;
  for (const auto from : states) {
    for (const auto action : actions) {
      const auto to = move(from, action);
      const auto row =
          std::find_if(moves.begin(), moves.end(), [&](const auto& m) { return m.from == from && m.action == action; });
      if (row == moves.end()) {
        ASSERT_TRUE(to.has_error());
        EXPECT_EQ(to.error().code, code);
        EXPECT_EQ(to.error().kind, ErrorKind::conflict);
      } else {
        ASSERT_TRUE(to.has_value());
        EXPECT_EQ(*to, row->to);
        ++allowed;
      }
    }
  }
  EXPECT_EQ(allowed, moves.size()) << code << ": a row stands twice";
}

TEST(Procurement, MovesAreThoseOfTheTables) {
  using enum RfqState;
  expect_exactly(rfq_moves(), {open, closed, awarded, withdrawn},
                 {RfqAction::close, RfqAction::award, RfqAction::release, RfqAction::withdraw}, move_rfq, "rfq_state");
  using Q = QuotationState;
  using QA = QuotationAction;
  expect_exactly(quotation_moves(), {Q::submitted, Q::withdrawn, Q::accepted, Q::ordered},
                 {QA::submit, QA::withdraw, QA::accept, QA::release, QA::order}, move_quotation, "quotation_state");
  using P = ProposalState;
  using PA = ProposalAction;
  expect_exactly(proposal_moves(), {P::proposed, P::approved, P::sent_back, P::withdrawn, P::ordering, P::ordered},
                 {PA::approve, PA::send_back, PA::withdraw, PA::begin_order, PA::give_up, PA::order}, move_proposal,
                 "proposal_state");
  using I = InvoiceState;
  expect_exactly(invoice_moves(), {I::requested, I::issued, I::refused, I::cancelled},
                 {InvoiceAction::issue, InvoiceAction::refuse, InvoiceAction::cancel}, move_invoice, "invoice_state");
}

TEST(Procurement, WhatIsOrderedOrEndedStaysSo) {
  for (const auto& move : proposal_moves()) {
    EXPECT_NE(move.from, ProposalState::ordered);
    EXPECT_NE(move.from, ProposalState::withdrawn);
    EXPECT_NE(move.from, ProposalState::sent_back);
  }
  for (const auto& move : quotation_moves()) EXPECT_NE(move.from, QuotationState::ordered);
  for (const auto& move : invoice_moves()) EXPECT_EQ(move.from, InvoiceState::requested);
  // What the order writer may have is not taken back.
  EXPECT_TRUE(move_proposal(ProposalState::ordering, ProposalAction::withdraw).has_error());
}

TEST(Procurement, ARequestClosesAtItsDeadline) {
  const Instant deadline(std::chrono::hours(1000));
  const auto before = deadline - std::chrono::microseconds(1);
  EXPECT_EQ(state_at(RfqState::open, deadline, before), RfqState::open);
  EXPECT_EQ(state_at(RfqState::open, deadline, deadline), RfqState::closed);
  EXPECT_EQ(state_at(RfqState::withdrawn, deadline, deadline), RfqState::withdrawn);
  EXPECT_EQ(state_at(RfqState::awarded, deadline, before), RfqState::awarded);
}

TEST(Procurement, FourEyesAboveTheLimit) {
  struct Row {
    bool by_proposer, by_approver;
    std::int64_t total, limit;
    const char* refused;  // nullptr: allowed
  };
  const Row rows[] = {
      {false, true, 100, 0, nullptr},
      {true, true, 100, 0, "four_eyes"},
      {false, false, 100, 0, "approver_required"},
      {true, false, 100, 0, "approver_required"},
      {true, false, 100, 100, nullptr},
      {true, false, 101, 100, "approver_required"},
      {true, true, 101, 100, "four_eyes"},
      {false, false, 50, 100, nullptr},
  };
  for (const auto& row : rows) {
    const auto checked = check_approval({row.by_proposer, row.by_approver, Money(row.total), Money(row.limit)});
    EXPECT_EQ(checked.has_error() ? checked.error().code : std::string(), row.refused ? row.refused : "")
        << row.by_proposer << row.by_approver << ' ' << row.total << '/' << row.limit;
  }
}

TEST(Procurement, ACapCountsEveryHead) {
  EXPECT_EQ(per_head(Money(1000), 3), Money(334));
  EXPECT_EQ(per_head(Money(999), 3), Money(333));
  EXPECT_TRUE(check_gift_cap({Money(100), Money(999), 3, Money(433)}).has_value());
  const auto refused = check_gift_cap({Money(100), Money(1000), 3, Money(433)});
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, "gift_cap_exceeded");
  const auto& figures = refused.error().extensions.at("figures").as_object();
  EXPECT_EQ(figures.at("order_per_head_fen").as_int64(), 334);
  EXPECT_EQ(figures.at("spent_per_head_fen").as_int64(), 100);
  EXPECT_EQ(figures.at("cap_per_head_fen").as_int64(), 433);
  EXPECT_EQ(figures.at("heads").as_int64(), 3);
}

TEST(Procurement, Numbers) {
  EXPECT_EQ(make_contract_number("CG", 2026, 7), "CG2026-0007");
  EXPECT_EQ(make_contract_number("粤工采", 2026, 12345), "粤工采2026-12345");
  EXPECT_TRUE(is_contract_number("FS-2026/03（补）"));
  for (const char* wrong : {"", " FS", "FS ", "F\nS", "F\x7fS"}) EXPECT_FALSE(is_contract_number(wrong)) << wrong;

  const auto day = *parse_date("2026-11-26");
  EXPECT_TRUE(is_invoice_number("26510000000000000001", day));
  EXPECT_FALSE(is_invoice_number("25510000000000000001", day));  // of another year
  EXPECT_FALSE(is_invoice_number("2651000000000000001", day));
  EXPECT_FALSE(is_invoice_number("265100000000000000011", day));
  EXPECT_FALSE(is_invoice_number("2651000000000000000A", day));
}

// The listed price may have changed since; whether the goods are for sale and there still counts.
TEST(Procurement, AFrozenPriceAsksForNoVersion) {
  const SkuId sku(IdBytes{1});
  const Shelf start{{{sku, {7, Money(900), true, true}}}, {{sku, 5}}};
  auto shelf = start;
  EXPECT_TRUE(decide(shelf, {{sku, 2, 3, true}, {sku, 3, 3, true}}).accepted());
  EXPECT_EQ(shelf.sellable.at(sku), 0);
  shelf = start;
  EXPECT_EQ(decide(shelf, {{sku, 2, 3, true}, {sku, 1, 3, false}}).price_changes.size(), 1u);
  EXPECT_EQ(decide(shelf, {{sku, 6, 3, true}}).shortages.size(), 1u);
  shelf.offers.at(sku).for_sale = false;
  EXPECT_EQ(decide(shelf, {{sku, 1, 3, true}}).not_for_sale.size(), 1u);
  EXPECT_EQ(decide(shelf, {{SkuId(IdBytes{2}), 1, 3, true}}).not_for_sale.size(), 1u);
}

TEST(Procurement, NeverMoreIsInvoicedThanIsKept) {
  EXPECT_EQ(invoiceable({false, Money(100), Money()}), Money());
  EXPECT_EQ(invoiceable({true, Money(100), Money(30)}), Money(70));
  EXPECT_EQ(invoiceable({true, Money(20), Money(30)}), Money());
  EXPECT_EQ(overinvoiced({true, Money(20), Money(30)}), Money(10));
  EXPECT_EQ(overinvoiced({true, Money(100), Money(30)}), Money());
}

}  // namespace
}  // namespace shanhai::orders
