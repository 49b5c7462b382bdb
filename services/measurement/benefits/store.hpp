// Benefits in SQL.
#pragma once

#include "common/db/transaction.hpp"
#include "services/measurement/benefits/api.hpp"
#include "services/measurement/entered.hpp"

namespace shanhai::measurement {

struct BenefitRecord {
  BenefitKey key;
  Money amount;
};

struct BenefitBatchRow {
  BenefitBatchId id;
  OrganisationId supplier;
  std::string county;
  BenefitState state = BenefitState::submitted;
  std::int64_t version = 1, records = 0;
  Money amount;
  FileId proof_file;
  files::KeptFile proof;
  Instant submitted_at{};
};

// A supplier its own, a county department its county's; an operator all.
struct BenefitScope {
  std::optional<OrganisationId> supplier;
  std::optional<std::string> county;
};

struct BenefitGrouping {
  bool method = false, product = false, supplier = false, county = false;
};
struct BenefitFilter {
  Period period;
  DivisionSet counties;
  std::optional<OrganisationId> supplier;
  std::optional<ProductId> product;
  std::int64_t entered = kNewestEntered;  // what had been confirmed and withdrawn by that number
};

namespace store {

void lock_benefit_writer(db::Tx& tx, OrganisationId supplier);
// Of these households, what is on record and may count.
std::set<BenefitKey> list_recorded_benefits(db::Tx& tx, OrganisationId supplier,
                                            const std::vector<std::string>& households);
void insert_benefit_batch(db::Tx& tx, const BenefitBatchRow& batch, const std::vector<BenefitRecord>& records);

std::optional<BenefitBatchRow> find_benefit_batch(db::Tx& tx, BenefitBatchId id, const BenefitScope& scope);
void lock_benefit_batch(db::Tx& tx, BenefitBatchId id);
// Moves the state, with its step, which gets a number (enter()): last in its transaction. std::logic_error: it was not
// locked.
void update_benefit_batch(db::Tx& tx, BenefitBatchRow& batch, BenefitAction action, const std::string& actor,
                          const std::optional<OrganisationId>& organisation, const std::string& reason);
std::vector<BenefitBatchRow> list_benefit_batches(db::Tx& tx, const BenefitScope& scope, BenefitBatchId before,
                                                  std::int64_t limit);
std::vector<BenefitRecord> list_benefit_records(db::Tx& tx, BenefitBatchId id);
std::vector<BenefitStep> list_benefit_steps(db::Tx& tx, BenefitBatchId id);

// Nothing is suppressed yet. Without grouping: one row, or none. At most `limit`.
std::vector<BenefitSum> sum_benefits(db::Tx& tx, const BenefitFilter& filter, const BenefitGrouping& by,
                                     std::size_t limit = 1);

}  // namespace store
}  // namespace shanhai::measurement
