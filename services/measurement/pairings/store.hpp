// Pairings in the database, in two times: when they hold, and since which revision of the list they are known.
#pragma once

#include "common/db/transaction.hpp"
#include "services/measurement/pairings/domain.hpp"

namespace shanhai::measurement::store {

// As the list stood at that revision: of the same buyer, origin and start, the newest row.
std::vector<Pairing> list_pairings(db::Tx& tx, std::int64_t revision);
std::int64_t pairings_revision(db::Tx& tx);                    // the newest
std::int64_t pairings_revision(db::Tx& tx, Instant recorded);  // the newest that was recorded by then
std::int64_t lock_pairings_revision(db::Tx& tx);               // the newest, for who adds one
// Under the next revision; what it replaces stays for who asks for an earlier one.
void put_pairing(db::Tx& tx, const Pairing& pairing);
// Those of buyer, origin and start that are there already are left as they are. The first seeding is known from the
// beginning; what a later release brings stands under a revision of its own, so that earlier answers come again.
void seed_pairings(db::Tx& tx, const std::vector<Pairing>& pairings);

}  // namespace shanhai::measurement::store
