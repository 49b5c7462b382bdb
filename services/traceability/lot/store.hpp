// Lots and their balances. Every statement that changes a balance carries its guard.
#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/lot/domain.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability::store {

struct LotRow {
  LotId id;
  OrganisationId supplier;
  LotKind kind = LotKind::raw;
  std::string lot_number;
  std::optional<std::string> gtin;
  std::optional<SkuId> sku;
  std::optional<ProductId> product;
  std::string product_name;
  std::string county;
  bool outside_county = false;
  Date made_on{};
  std::optional<Date> best_before;
  Unit unit = Unit::g;
  std::optional<std::int64_t> net_weight_g;
  std::int64_t quantity = 0, available = 0, consumed = 0, reserved = 0, transferred = 0, written_off = 0;
  std::optional<std::int64_t> loss_g;
  std::string loss_reason;
  std::string process;  // of a processed lot, by the name of its yield limit; empty: none
  std::int64_t households = 0, failed_tests = 0;
  std::optional<Instant> recalled_at;
  std::string epc_class;
  Instant created_at{};
  std::int64_t version = 1;
};

// Rows with all columns of a lot, of whichever statement.
std::vector<LotRow> read_lots(const db::Rows& rows);
// False: the lot number is taken.
bool insert_lot(db::Tx& tx, const LotRow& row);
std::optional<LotRow> find_lot(db::Tx& tx, LotId id, OrganisationId supplier);
std::optional<LotRow> find_any_lot(db::Tx& tx, LotId id);
std::optional<LotRow> find_lot_by_digital_link(db::Tx& tx, std::string_view gtin14, std::string_view lot_number);
// The supplier's lots among `ids`, locked in order of id.
std::vector<LotRow> lock_lots(db::Tx& tx, const std::vector<LotId>& ids, OrganisationId supplier);
std::optional<LotRow> lock_lot(db::Tx& tx, LotId id, OrganisationId supplier);
std::vector<LotRow> list_lots(db::Tx& tx, OrganisationId supplier, std::optional<LotKind> kind, LotId before,
                              std::int64_t limit);
std::vector<LotRow> list_lots_by_id(db::Tx& tx, const std::vector<LotId>& ids);

// Moves between the columns of a locked lot and raises its version, in the row given too. False: the guard did not
// hold.
bool consume(db::Tx& tx, LotRow& row, std::int64_t quantity);    // available -> consumed
bool reserve(db::Tx& tx, LotRow& row, std::int64_t quantity);    // available -> reserved
bool transfer(db::Tx& tx, LotRow& row, std::int64_t quantity);   // reserved -> transferred
bool give_back(db::Tx& tx, LotRow& row, std::int64_t quantity);  // reserved -> available
bool write_off(db::Tx& tx, LotRow& row, std::int64_t quantity);  // available -> written off
// Quantity and what is available of it become more or, by a negative difference, less.
bool correct(db::Tx& tx, LotRow& row, std::int64_t difference, std::optional<std::int64_t> loss_g);
bool add_test_result(db::Tx& tx, LotRow& row, TestResult result);
bool withdraw_test_failure(db::Tx& tx, LotRow& row);
bool touch(db::Tx& tx, LotRow& row);
// All of them, none of which is recalled yet. False: one was.
bool mark_recalled(db::Tx& tx, std::vector<LotRow>& rows);
// All of them, which are recalled. False: one was not.
bool mark_lifted(db::Tx& tx, std::vector<LotRow>& rows);

struct DeliveryRow {
  LotId lot;
  HouseholdId household;
  std::int64_t quantity = 0;
  Date delivered_on{};
};
void insert_deliveries(db::Tx& tx, LotId lot, const std::vector<DraftDelivery>& deliveries);
std::vector<DeliveryRow> list_deliveries(db::Tx& tx, const std::vector<LotId>& lots);

// `quantity` of `input` went into `lot`.
struct InputRow {
  LotId lot, input;
  std::int64_t quantity = 0;
};
void insert_inputs(db::Tx& tx, LotId lot, const std::vector<DraftInput>& inputs);
std::vector<InputRow> list_inputs_of(db::Tx& tx, const std::vector<LotId>& lots);
std::vector<InputRow> list_outputs_of(db::Tx& tx, const std::vector<LotId>& lots);

void insert_lot_households(db::Tx& tx, LotId lot, const std::vector<HouseholdId>& households);
// Distinct, ordered.
std::vector<HouseholdId> list_households_of(db::Tx& tx, const std::vector<LotId>& lots);

// Somebody tried to take more than there is.
struct BalanceRefusal {
  LotId lot;
  OrganisationId supplier;
  std::string actor;
  std::string attempt;  // transform, put_on_sale, correct, write_off
  std::int64_t requested = 0, available = 0;
};
void insert_balance_refusal(db::Tx& tx, Random& random, const BalanceRefusal& refusal);

struct RefusalRow {
  LotId lot;
  Instant attempted_at{};
  std::string attempt;
  std::int64_t requested = 0, available = 0;
};
// In order of lot and time.
std::vector<RefusalRow> list_balance_refusals(db::Tx& tx, const std::vector<LotId>& lots, std::int64_t limit);

// False: the process has one from that day on.
bool insert_yield_limit(db::Tx& tx, const YieldLimit& limit, std::string_view actor);
// All there ever were, in order of process and day.
std::vector<YieldLimit> list_yield_limits(db::Tx& tx);

// Something that changed a lot's quantity afterwards; appended.
struct AdjustmentRow {
  LotId lot;
  std::int64_t number = 0;  // the lot's version behind it
  AdjustmentKind kind = AdjustmentKind::correction;
  AdjustmentCause cause = AdjustmentCause::recorded_wrongly;
  std::optional<std::int64_t> delivery;  // from 1
  std::int64_t quantity = 0;             // of a correction the difference
  std::string reason, actor;
  Instant adjusted_at{};
};
void insert_adjustment(db::Tx& tx, const AdjustmentRow& row);
// In order of lot and number.
std::vector<AdjustmentRow> list_adjustments(db::Tx& tx, const std::vector<LotId>& lots, std::int64_t limit);

}  // namespace shanhai::traceability::store
