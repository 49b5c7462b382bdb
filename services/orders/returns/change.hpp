// One case under its order's lock, changed and told of in one transaction; and what its steps do to units, money and
// stock.
#pragma once

#include "services/orders/context.hpp"
#include "services/orders/ordering/change.hpp"
#include "services/orders/returns/rows.hpp"

namespace shanhai::orders {

class ReturnChange {
 public:
  // Reads the lines. `order` was locked in this transaction, `row` read after that.
  ReturnChange(db::Tx& tx, Context& context, OrderRow order, ReturnRow row);
  // A case that is not in the database yet: insert() writes it.
  ReturnChange(db::Tx& tx, Context& context, OrderChange order, ReturnRow row, std::vector<ReturnLineRow> lines);

  ReturnRow* operator->() { return &row_; }
  const ReturnRow& row() const { return row_; }
  OrderChange& order() { return order_; }
  const std::vector<ReturnLineRow>& lines() const { return lines_; }
  db::Tx& tx() { return tx_; }
  Context& context() { return context_; }

  // Moves the state and sets what is due in the new one. conflict return_state.
  Result<void> act(ReturnAction action);
  // What people write may name a person, and events are never erased: their words stay in the row, the event says the
  // kind of the case, or why the program acted.
  void tell(std::string_view type, const By& by);

  // Counts the units against what was bought; conflict more_than_bought.
  Result<void> take_units();
  // The same of a case that had ended: what its units are worth is reckoned anew, by what is under return now.
  Result<void> take_units_again();
  // They may be returned again: the case ended without money for them.
  void free_units();
  // Promises the case's money, or what `ruled` gives by line. conflict more_than_kept,
  // order_not_paid.
  Result<void> pay(const std::vector<RefundLineRow>* ruled = nullptr);
  // Reserves stock to replace the goods with; without any the case is one for money from here on, and that is told.
  void reserve_replacement(const By& by);
  void release_replacement();

  void insert();
  void save();

 private:
  std::map<SkuId, std::int64_t> quantities();

  db::Tx& tx_;
  Context& context_;
  OrderChange order_;
  ReturnRow row_;
  std::vector<ReturnLineRow> lines_;
  ReturnState old_state_;
};

// The order is locked before its return is read, so that what is read stays true. return_not_found.
Result<ReturnChange> lock_return(db::Tx& tx, Context& context, ReturnId id, const OrderScope& scope);

ReturnParty party_of(const auth::Principal& caller);

}  // namespace shanhai::orders
