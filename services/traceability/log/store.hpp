// The log in SQL. Everything is appended but the one row of its state, and the queue, from which is taken what has a
// leaf.
#pragma once

#include <map>

#include "common/db/transaction.hpp"
#include "services/traceability/domain_terms.hpp"
#include "services/traceability/log/checkpoint.hpp"
#include "services/traceability/log/waiting.hpp"

namespace shanhai::traceability::tlog::store {

struct State {
  std::uint64_t size = 0;
  Hash root;
  std::string edge;
  std::int64_t fence = 0;
  std::string holder;
  Instant leased_until{};
  EpcisEventId refilled_to;  // every event up to here has a leaf or waits for one
};
State get_state(db::Tx& tx);
State lock_state(db::Tx& tx);
// Edge of that state; std::runtime_error where size, edge and root do not belong together.
Edge edge_of(const State& state);

bool has_waiting(db::Tx& tx);
// In the order of their first events, behind one of them. Throws, as the next one does, BrokenQueue.
std::vector<WaitingRow> list_waiting(db::Tx& tx, EpcisEventId after, std::size_t limit);
// Events behind `after` up to `last` that wait, with their digests.
std::map<EpcisEventId, std::string> list_waiting_among(db::Tx& tx, EpcisEventId after, EpcisEventId last);
// Gives the events the places behind `before`, and takes them from the queue. `before` is locked. db::Objection:
// somebody else did so.
void append(db::Tx& tx, const State& before, const State& after, const std::vector<WaitingRow>& rows,
            const std::vector<Tile>& tiles);
void release(db::Tx& tx, const std::string& holder);

struct LookedAt {
  EpcisEventId event;
  Instant recorded_at{};
  bool is_missing = false;  // it has no leaf, nor waits for one
};
// The state is locked, so that none of them gets a leaf meanwhile.
std::vector<LookedAt> list_events_from(db::Tx& tx, EpcisEventId after, std::size_t limit);
// Lets events that are missing wait, under the same lock.
void refill(db::Tx& tx, const std::vector<EpcisEventId>& missing);
void set_refilled(db::Tx& tx, EpcisEventId to);

struct Leaf {
  std::uint64_t index = 0;
  std::string digest;
};
std::optional<Leaf> find_leaf(db::Tx& tx, EpcisEventId event);
std::vector<std::string> list_digests(db::Tx& tx, std::uint64_t first, std::size_t limit);
std::optional<std::string> find_tile(db::Tx& tx, int level, std::uint64_t index);
// What proofs of the tree of that state are made of. Both must outlive it.
Tree tree_of(db::Tx& tx, const State& state, const Edge& edge);
// At least `count` hashes of a tile of that tree; std::runtime_error: the log is damaged.
std::string read_tile(db::Tx& tx, const Edge& edge, int level, std::uint64_t index, std::size_t count);

struct PublishedCheckpoint {
  std::uint64_t size = 0;
  Hash root;
  Instant signed_at{};
  std::string note;
};
void insert_checkpoint(db::Tx& tx, const PublishedCheckpoint& checkpoint);
std::optional<PublishedCheckpoint> find_checkpoint(db::Tx& tx, std::uint64_t size);
std::optional<PublishedCheckpoint> find_newest_checkpoint(db::Tx& tx);
std::vector<PublishedCheckpoint> list_checkpoints(db::Tx& tx, std::uint64_t from, std::size_t limit);

struct Cosignature {
  std::uint64_t size = 0;
  std::string witness;  // SHA-256 of the verifier key
  std::uint64_t cosigned_at = 0;
  std::string verifier_key;
  std::string signature;  // with the time in front
};
bool insert_cosignature(db::Tx& tx, const Cosignature& cosignature);  // false: it is there already
std::vector<Cosignature> list_cosignatures(db::Tx& tx, std::uint64_t size);
// Of all checkpoints, behind the one given, in order of size, witness and time.
std::vector<Cosignature> list_cosignatures_after(db::Tx& tx, const Cosignature& after, std::size_t limit);
// The newest size above `index` that a witness has cosigned.
std::optional<std::uint64_t> find_newest_cosigned(db::Tx& tx, std::uint64_t index);

using signing::StoredKey;
std::vector<StoredKey> list_keys(db::Tx& tx);
void insert_key(db::Tx& tx, const StoredKey& key);

struct LogPlace {
  EpcisEventId event;
  std::uint64_t index = 0;
  std::string digest;
};
// The first with that digest: of two events that are alike to the byte, one stands for both.
std::optional<LogPlace> find_entry(db::Tx& tx, const std::string& digest);
// Of events that any of the lots has a part in, in order of recording; those that have a leaf. Reads at most `limit` of
// each lot.
std::vector<LogPlace> list_entries_of_lots(db::Tx& tx, const std::vector<LotId>& lots, EpcisEventId after,
                                           std::int64_t limit);

}  // namespace shanhai::traceability::tlog::store
