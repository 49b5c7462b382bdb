// Tables of reference prices.
#pragma once

#include "common/db/transaction.hpp"
#include "services/catalog/references/references.hpp"

namespace shanhai::catalog::store {

struct ReferenceRow {
  References::Published price;
  std::optional<Instant> withdrawn_at;
};

void insert_reference(db::Tx& tx, const References::Published& price, std::string_view actor);
std::optional<ReferenceRow> lock_reference(db::Tx& tx, ReferencePriceId id);
void withdraw_reference(db::Tx& tx, ReferencePriceId id);
// Before an id, the newest first; withdrawn ones, too.
std::vector<ReferenceRow> list_references(db::Tx& tx, ReferencePriceId before, std::int64_t limit);
// A thousand at most hold on one day.
std::vector<References::Published> list_valid_references(db::Tx& tx, Date day);

// nullopt: that day was not computed yet.
std::optional<References::Medians> find_medians(db::Tx& tx, Date day);
// Throws db::DuplicateKey where another process has computed that day.
void insert_medians(db::Tx& tx, Date day, const References::Medians& medians);

}  // namespace shanhai::catalog::store
