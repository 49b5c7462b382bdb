// What each side does with a case, step by step; and what the program does where a side lets its time run out. The
// caller saves the change.
#pragma once

#include "services/orders/returns/change.hpp"
#include "services/orders/returns/exchange.hpp"
#include "services/orders/returns/receiving.hpp"
#include "services/orders/returns/views.hpp"

namespace shanhai::orders {

// All: conflict return_state.

// By the supplier. Approving what is approved changes nothing. conflict return_remedy: the goods stay, so it is
// refunded or refused.
Result<void> approve_return(ReturnChange& change, const By& by);
// The money without the goods. conflict more_than_kept.
Result<void> refund_without_goods(ReturnChange& change, const By& by);
Result<void> refuse_return(ReturnChange& change, const By& by);  // conflict return_not_refusable
Result<void> note_arrival(ReturnChange& change, const By& by);
// Inspected: paid, or the replacement follows. Errors as sort_goods(); invalid /lines/...
Result<void> receive_return(ReturnChange& change, const ReceiveBody& body, const By& by);
// The replacement, or goods that the platform left with the buyer. Where nothing can replace them, money does.
Result<void> ship_to_buyer(ReturnChange& change, const Waybill& waybill, const By& by);
// Goods that came back and were paid without the supplier's inspection.
Result<void> sort_return(ReturnChange& change, const ReceiveBody& body, const By& by);

// By the buyer.
Result<void> withdraw_return(ReturnChange& change, const By& by);
Result<void> send_back(ReturnChange& change, const Waybill& waybill, const By& by);

// The step that is due gives back money that has not come yet: bought on credit.
bool waits_for_money(ReturnChange& change);
// By the program, once the state's time is over; false: it is not, or somebody acted.
Result<bool> take_due_step(ReturnChange& change, const By& by);

}  // namespace shanhai::orders
