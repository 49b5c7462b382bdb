#include "services/traceability/log/store.hpp"

#include <iterator>
#include <stdexcept>

#include "common/base/encoding.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability::tlog::store {
namespace {

namespace q = sql::traceability;

std::uint64_t count_at(const db::Row& row, std::string_view column) {
  return static_cast<std::uint64_t>(row.get<std::int64_t>(column));
}

std::string bytes_at(const db::Row& row, std::string_view column) { return row.get<db::Bytes>(column).value; }

State read_state(const db::Rows& rows) {
  if (rows.empty()) throw std::runtime_error("the log has no state");
  const auto row = rows.front();
  return {count_at(row, "size"),
          bytes_at(row, "root"),
          bytes_at(row, "edge"),
          row.get<std::int64_t>("fence"),
          row.get<std::string>("holder"),
          row.get<Instant>("leased_until"),
          row.get<EpcisEventId>("refilled_to")};
}

PublishedCheckpoint read_checkpoint(const db::Row& row) {
  return {count_at(row, "size"), bytes_at(row, "root"), row.get<Instant>("signed_at"), row.get<std::string>("note")};
}

std::vector<Cosignature> read_cosignatures(const db::Rows& rows) {
  std::vector<Cosignature> out;
  for (const auto row : rows) {
    out.push_back({count_at(row, "size"), bytes_at(row, "witness"), count_at(row, "cosigned_at"),
                   row.get<std::string>("verifier_key"), bytes_at(row, "signature")});
  }
  return out;
}

}  // namespace

State get_state(db::Tx& tx) { return read_state(tx.query(q::log_find_state)); }
State lock_state(db::Tx& tx) { return read_state(tx.query(q::log_lock_state)); }

Edge edge_of(const State& state) {
  auto edge = Edge::parse(state.size, state.edge);
  if (!edge || edge->root() != state.root) throw std::runtime_error("the state of the log is damaged");
  return std::move(*edge);
}

bool has_waiting(db::Tx& tx) { return !tx.query(q::log_any_waiting).empty(); }

std::vector<WaitingRow> list_waiting(db::Tx& tx, EpcisEventId after, std::size_t limit) {
  std::vector<WaitingRow> out;
  const auto rows = tx.query(q::log_list_waiting, {{"after", after}, {"limit", limit}});
  for (const auto row : rows) out.push_back({row.get<EpcisEventId>("id"), read_waiting(bytes_at(row, "entries"))});
  return out;
}

std::map<EpcisEventId, std::string> list_waiting_among(db::Tx& tx, EpcisEventId after, EpcisEventId last) {
  std::map<EpcisEventId, std::string> out;
  const auto rows = tx.query(q::log_list_waiting_among, {{"from", earliest_row_of(after)}, {"last", last}});
  for (const auto row : rows) {
    for (auto& leaf : read_waiting(bytes_at(row, "entries"))) {
      if (after < leaf.event && leaf.event <= last && !out.emplace(leaf.event, std::move(leaf.digest)).second)
        throw BrokenQueue(leaf.event.str() + " waits twice for its place in the log");
    }
  }
  return out;
}

void append(db::Tx& tx, const State& before, const State& after, const std::vector<WaitingRow>& rows,
            const std::vector<Tile>& tiles) {
  std::vector<db::Params> leaf_rows, tile_rows;
  std::vector<EpcisEventId> taken;
  for (const auto& row : rows) {
    for (const auto& leaf : row.leaves)
      leaf_rows.push_back(
          {{"index", before.size + leaf_rows.size()}, {"event", leaf.event}, {"digest", db::Bytes{leaf.digest}}});
    taken.push_back(row.id);
  }
  for (const auto& tile : tiles)
    tile_rows.push_back({{"level", tile.level}, {"index", tile.index}, {"hashes", db::Bytes{tile.hashes}}});
  db::Script script("traceability.log_append");
  script.add(q::log_advance, {{"size", after.size},
                              {"root", db::Bytes{after.root}},
                              {"edge", db::Bytes{after.edge}},
                              {"fence", after.fence},
                              {"holder", after.holder},
                              {"until", after.leased_until},
                              {"old_fence", before.fence},
                              {"old_size", before.size}});
  script.expect(1);  // it is under our lock
  script.add_rows(q::log_insert_leaf, leaf_rows);
  script.add_rows(q::log_insert_tile, tile_rows);
  script.add(q::log_take_waiting, {{"ids", db::Value::list_of(taken)}}).expect(taken.size());
  tx.execute(script);
}

void release(db::Tx& tx, const std::string& holder) {
  tx.execute(q::log_release, {{"now", tx.now()}, {"holder", holder}});
}

std::vector<LookedAt> list_events_from(db::Tx& tx, EpcisEventId after, std::size_t limit) {
  std::vector<LookedAt> out;
  const auto rows = tx.query(q::log_list_from, {{"after", after}, {"limit", limit}});
  for (const auto row : rows) {
    const bool has_leaf = row.find<std::int64_t>("leaf_index").has_value();
    out.push_back({row.get<EpcisEventId>("id"), row.get<Instant>("record_time"), !has_leaf});
  }
  if (out.empty()) return out;
  const auto waiting = list_waiting_among(tx, after, out.back().event);
  for (auto& event : out) event.is_missing = event.is_missing && !waiting.contains(event.event);
  return out;
}

void refill(db::Tx& tx, const std::vector<EpcisEventId>& missing) {
  if (missing.empty()) return;
  std::vector<WaitingLeaf> leaves;
  const auto bodies = tx.query(q::query_list_all_bodies, {{"ids", db::Value::list_of(missing)}});
  for (const auto row : bodies) leaves.push_back({row.get<EpcisEventId>("id"), sha256(row.get<std::string>("body"))});
  std::vector<db::Params> rows;
  for (auto& row : pack_waiting(std::move(leaves)))
    rows.push_back({{"id", row.id}, {"entries", db::Bytes{std::move(row.entries)}}});
  tx.execute_rows(q::log_append_waiting, rows);
}

void set_refilled(db::Tx& tx, EpcisEventId to) { tx.execute(q::log_set_refilled, {{"to", to}}); }

std::optional<Leaf> find_leaf(db::Tx& tx, EpcisEventId event) {
  const auto rows = tx.query(q::log_find_leaf, {{"event", event}});
  if (rows.empty()) return std::nullopt;
  return Leaf{count_at(rows.front(), "leaf_index"), bytes_at(rows.front(), "digest")};
}

std::vector<std::string> list_digests(db::Tx& tx, std::uint64_t first, std::size_t limit) {
  std::vector<std::string> out;
  const auto rows = tx.query(q::log_list_digests, {{"first", first}, {"limit", limit}});
  for (const auto row : rows) out.push_back(bytes_at(row, "digest"));
  return out;
}

std::optional<std::string> find_tile(db::Tx& tx, int level, std::uint64_t index) {
  const auto rows = tx.query(q::log_find_tile, {{"level", level}, {"index", index}});
  if (rows.empty()) return std::nullopt;
  return bytes_at(rows.front(), "hashes");
}

std::string read_tile(db::Tx& tx, const Edge& edge, int level, std::uint64_t index, std::size_t count) {
  if (count < kTileWidth) {
    // A tile that is not full any more is cut from the full one.
    const int shift = kTileHeight * (level + 1);
    const auto full_tiles = shift < 64 ? edge.size() >> shift : 0;
    if (index == full_tiles && edge.partial(level).size() >= count * kHashBytes)
      return std::string(edge.partial(level).substr(0, count * kHashBytes));
  }
  auto hashes = find_tile(tx, level, index);
  if (!hashes || hashes->size() != kTileBytes) throw std::runtime_error("a tile of the log is missing or damaged");
  hashes->resize(count * kHashBytes);
  return std::move(*hashes);
}

Tree tree_of(db::Tx& tx, const State& state, const Edge& edge) {
  return Tree(state.size, [&tx, &edge](int level, std::uint64_t index, std::size_t count) {
    return read_tile(tx, edge, level, index, count);
  });
}

void insert_checkpoint(db::Tx& tx, const PublishedCheckpoint& checkpoint) {
  tx.execute(q::log_insert_checkpoint, {{"size", checkpoint.size},
                                        {"root", db::Bytes{checkpoint.root}},
                                        {"now", checkpoint.signed_at},
                                        {"note", checkpoint.note}});
}

std::optional<PublishedCheckpoint> find_checkpoint(db::Tx& tx, std::uint64_t size) {
  const auto rows = tx.query(q::log_find_checkpoint, {{"size", size}});
  if (rows.empty()) return std::nullopt;
  return read_checkpoint(rows.front());
}

std::optional<PublishedCheckpoint> find_newest_checkpoint(db::Tx& tx) {
  const auto rows = tx.query(q::log_find_newest_checkpoint);
  if (rows.empty()) return std::nullopt;
  return read_checkpoint(rows.front());
}

std::vector<PublishedCheckpoint> list_checkpoints(db::Tx& tx, std::uint64_t from, std::size_t limit) {
  std::vector<PublishedCheckpoint> out;
  const auto rows = tx.query(q::log_list_checkpoints, {{"from", from}, {"limit", limit}});
  for (const auto row : rows) out.push_back(read_checkpoint(row));
  return out;
}

bool insert_cosignature(db::Tx& tx, const Cosignature& cosignature) {
  return tx.try_insert(q::log_insert_cosignature, {{"size", cosignature.size},
                                                   {"witness", db::Bytes{cosignature.witness}},
                                                   {"cosigned_at", cosignature.cosigned_at},
                                                   {"verifier_key", cosignature.verifier_key},
                                                   {"signature", db::Bytes{cosignature.signature}},
                                                   {"now", tx.now()}});
}

std::vector<Cosignature> list_cosignatures(db::Tx& tx, std::uint64_t size) {
  return read_cosignatures(tx.query(q::log_list_cosignatures, {{"size", size}}));
}

std::vector<Cosignature> list_cosignatures_after(db::Tx& tx, const Cosignature& after, std::size_t limit) {
  return read_cosignatures(tx.query(q::log_list_all_cosignatures, {{"size", after.size},
                                                                   {"witness", db::Bytes{after.witness}},
                                                                   {"cosigned_at", after.cosigned_at},
                                                                   {"limit", limit}}));
}

std::optional<std::uint64_t> find_newest_cosigned(db::Tx& tx, std::uint64_t index) {
  const auto rows = tx.query(q::log_find_newest_cosigned, {{"index", index}});
  if (rows.empty()) return std::nullopt;
  return count_at(rows.front(), "size");
}

std::vector<StoredKey> list_keys(db::Tx& tx) {
  std::vector<StoredKey> out;
  const auto rows = tx.query(q::log_list_keys);
  for (const auto row : rows) {
    out.push_back({row.get<std::string>("algorithm"), row.get<std::string>("name"), bytes_at(row, "public_key"),
                   bytes_at(row, "secret")});
  }
  return out;
}

void insert_key(db::Tx& tx, const StoredKey& key) {
  tx.execute(q::log_insert_key, {{"algorithm", key.algorithm},
                                 {"name", key.name},
                                 {"public_key", db::Bytes{key.public_key}},
                                 {"secret", db::Bytes{key.secret}},
                                 {"now", tx.now()}});
}

std::optional<LogPlace> find_entry(db::Tx& tx, const std::string& digest) {
  const auto rows = tx.query(q::log_find_entry, {{"digest", db::Bytes{digest}}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows.front();
  return LogPlace{row.get<EpcisEventId>("event_id"), count_at(row, "leaf_index"), bytes_at(row, "digest")};
}

std::vector<LogPlace> list_entries_of_lots(db::Tx& tx, const std::vector<LotId>& lots, EpcisEventId after,
                                           std::int64_t limit) {
  std::map<EpcisEventId, LogPlace> first;  // several lots have a part in one event
  for (const auto lot : lots) {
    const auto rows = tx.query(q::log_list_entries_of_lot, {{"lot", lot}, {"after", after}, {"limit", limit}});
    for (const auto row : rows) {
      const auto event = row.get<EpcisEventId>("event_id");
      first.try_emplace(event, LogPlace{event, count_at(row, "leaf_index"), bytes_at(row, "digest")});
    }
    while (first.size() > static_cast<std::size_t>(limit)) first.erase(std::prev(first.end()));
  }
  std::vector<LogPlace> out;
  for (auto& [event, place] : first) out.push_back(std::move(place));
  return out;
}

}  // namespace shanhai::traceability::tlog::store
