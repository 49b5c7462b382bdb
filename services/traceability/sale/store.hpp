#pragma once

#include "common/db/transaction.hpp"
#include "services/traceability/sale/api.hpp"

namespace shanhai::traceability::store {

struct TransferRow {
  TransferId id;
  OrganisationId supplier;
  LotId lot;
  SkuId sku;
  std::int64_t quantity = 0;
  TransferState state = TransferState::reserved;
  std::string actor;
  std::int64_t attempts = 0;
  Instant next_attempt_at{};
};

void insert_transfer(db::Tx& tx, const TransferRow& row);
std::optional<TransferRow> find_transfer(db::Tx& tx, TransferId id, OrganisationId supplier);
std::vector<TransferRow> list_due_transfers(db::Tx& tx, Instant now, std::int64_t limit);
// False: settled meanwhile, or somebody else tries it.
bool postpone_transfer(db::Tx& tx, const TransferRow& row, Instant next_attempt_at, std::string_view failure);
// From reserved; false: settled already.
bool settle_transfer(db::Tx& tx, TransferId id, TransferState state, std::string_view failure);

}  // namespace shanhai::traceability::store
