#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/recall/api.hpp"

namespace shanhai::traceability::store {

struct RecallRow {
  LotId lot;
  LotId origin;  // the lot that was recalled
  OrganisationId supplier;
  std::string reason, actor;
  RecallState state = RecallState::requested;
  Instant requested_at{};
  std::int64_t blocked_quantity = 0;
  std::int64_t attempts = 0;
  std::int64_t decision = 0;  // the lot's version behind it: orders heeds the greatest
};

// Of lots whose state is confirmed there is nothing to do elsewhere.
void insert_recalls(db::Tx& tx, const std::vector<RecallRow>& recalls, Instant next_attempt_at);
std::vector<RecallRow> list_recalls_of(db::Tx& tx, const std::vector<LotId>& lots, OrganisationId supplier);
std::vector<RecallRow> list_due_recalls(db::Tx& tx, Instant now, std::int64_t limit);
// From now on the lot is recalled by itself, whatever it was recalled for.
void ask_recalled(db::Tx& tx, LotId lot, const std::string& reason, const std::string& actor);
bool postpone_recall(db::Tx& tx, const RecallRow& row, Instant next_attempt_at);
// False: confirmed already.
// False: it was decided anew since the row was read.
bool confirm_recall(db::Tx& tx, const RecallRow& row, std::int64_t blocked_quantity);
void insert_recall_orders(db::Tx& tx, LotId lot, const std::vector<OrderId>& orders);
std::vector<OrderId> list_recall_orders(db::Tx& tx, const std::vector<LotId>& lots);
// Lots of one recall that orders has not answered for; 2 stands for more, too.
std::int64_t count_requested(db::Tx& tx, LotId origin);

// Of the lots those whose own recall a failed test of theirs began.
std::vector<LotId> list_recalls_by_test(db::Tx& tx, const std::vector<LotId>& lots);

// A recall that ends.
struct LiftRow {
  LotId lot;
  std::int64_t decision = 0;  // the lot's version behind it
  std::string reason;
  std::int64_t attempts = 0;
};
// `lots` as mark_lifted left them, with their recalls. Of lots that orders does not know there is nothing to do there.
void lift_recalls(db::Tx& tx, const std::vector<LotRow>& lots, const std::vector<RecallRow>& recalls,
                  const std::string& reason, const std::string& actor);
std::vector<LiftRow> list_due_lifts(db::Tx& tx, std::int64_t limit);
bool confirm_lift(db::Tx& tx, const LiftRow& row, std::int64_t released_quantity);
bool postpone_lift(db::Tx& tx, const LiftRow& row, Instant next_attempt_at);

}  // namespace shanhai::traceability::store
