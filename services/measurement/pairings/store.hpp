// Pairings in the database.
#pragma once

#include "common/db/transaction.hpp"
#include "services/measurement/pairings/domain.hpp"

namespace shanhai::measurement::store {

std::vector<Pairing> list_pairings(db::Tx& tx);
std::int64_t pairings_version(db::Tx& tx);              // of all of them; grows with every change
std::int64_t lock_pairings_version(db::Tx& tx);         // the same, for who changes them
void put_pairing(db::Tx& tx, const Pairing& pairing);   // same buyer, origin and start: replaced, its version grows
bool seed_pairing(db::Tx& tx, const Pairing& pairing);  // false: there already, left as it is

}  // namespace shanhai::measurement::store
