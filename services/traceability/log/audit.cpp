#include "services/traceability/log/audit.hpp"

#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "common/base/encoding.hpp"
#include "services/traceability/log/store.hpp"
#include "services/traceability/tally.hpp"
#include "sql/traceability_queries.hpp"

namespace shanhai::traceability {
namespace {

namespace q = sql::traceability;
using tlog::Checkpoint;
using tlog::Note;

constexpr std::int64_t kPage = 500;

struct LogTallies {
  Tally events, leaves, tiles, state, checkpoints, cosignatures, keys;
};

// What is compared with, fixed at the beginning: the log may grow meanwhile.
struct Snapshot {
  tlog::store::State state;
  std::optional<std::uint64_t> newest;  // checkpoint, by its size
  tlog::SigningKeys keys;
};

Result<Snapshot> take_snapshot(db::Database& database, const tlog::LogKeys& keys, LogTallies& tallies) {
  return database.transaction_blocking([&](db::Tx& tx) -> Result<Snapshot> {
    Snapshot out;
    std::string wrong;
    tallies.keys = Tally();
    if (!tlog::store::list_keys(tx).empty()) {  // the log was started
      ++tallies.keys.compared;
      out.keys = keys.read(tx, wrong);
      if (!wrong.empty()) tallies.keys.differs(wrong, 1);
    }
    // The checkpoint first: the state is then at least as far.
    const auto newest = tlog::store::find_newest_checkpoint(tx);
    if (newest) out.newest = newest->size;
    out.state = tlog::store::get_state(tx);
    return out;
  });
}

bool is_signed_by(const Note& note, const tlog::VerifierKey& key) {
  std::size_t good = 0;
  for (const auto& line : note.lines) {
    if (!line.is_by(key)) continue;
    if (!tlog::verifies(key, line, note.text)) return false;
    ++good;
  }
  return good == 1;
}

// A published checkpoint against the root that the events give.
void compare_checkpoint(const tlog::store::PublishedCheckpoint& stored, const tlog::Hash& root,
                        const tlog::SigningKeys& keys, Tally& tally) {
  ++tally.compared;
  const auto name = "checkpoint " + std::to_string(stored.size);
  if (stored.root != root) return tally.differs(name + " has another root", 1);
  const auto note = Note::parse(stored.note);
  if (note.has_error() || keys.keys.empty()) return tally.differs(name + " is no note of this log", 1);
  if (note->text != Checkpoint{keys.origin(), stored.size, root}.text())
    return tally.differs(name + " says something else", 1);
  if (note->lines.size() != keys.keys.size()) return tally.differs(name + " has other signatures", 1);
  for (const auto& key : keys.verifiers()) {
    if (!is_signed_by(*note, key)) return tally.differs(name + " is not signed by the log", 1);
  }
}

// The checkpoints up to the snapshot's newest, in order of size, a page at a time.
class Checkpoints {
 public:
  Checkpoints(std::optional<std::uint64_t> newest, std::size_t page_size) : newest_(newest), page_size_(page_size) {}

  const tlog::store::PublishedCheckpoint* peek(db::Tx& tx) {  // null: there is none any more
    if (next_ == page_.size() && newest_ && from_ <= *newest_) {
      page_ = tlog::store::list_checkpoints(tx, from_, page_size_);
      next_ = 0;
      from_ = page_.empty() ? *newest_ + 1 : page_.back().size + 1;
    }
    return next_ < page_.size() && page_[next_].size <= *newest_ ? &page_[next_] : nullptr;
  }
  void pass() { ++next_; }

 private:
  const std::optional<std::uint64_t> newest_;
  const std::size_t page_size_;
  std::vector<tlog::store::PublishedCheckpoint> page_;
  std::size_t next_ = 0;
  std::uint64_t from_ = 0;
};

// Everything that grows with the leaves, leaf by leaf.
class Rebuilding {
 public:
  Rebuilding(const Snapshot& snapshot, std::size_t checkpoints_at_once, LogTallies& tallies)
      : snapshot_(snapshot), tallies_(tallies), checkpoints_(snapshot.newest, checkpoints_at_once) {}

  Result<void> run(db::Database& database) {
    SH_CHECK(database.transaction_blocking([&](db::Tx& tx) -> Result<void> {
      pass_checkpoints(tx);
      return {};
    }));
    while (edge_.size() < snapshot_.state.size) {
      SH_TRY(const auto read,
             database.transaction_blocking([&](db::Tx& tx) -> Result<std::size_t> { return read_page(tx); }));
      if (read == 0) break;
    }
    compare_state();
    return database.transaction_blocking([&](db::Tx& tx) -> Result<void> {
      refuse_checkpoints_beyond(tx);
      return {};
    });
  }

 private:
  std::size_t read_page(db::Tx& tx) {
    const auto rows = tx.query(q::log_audit_leaves, {{"first", edge_.size()}, {"limit", kPage}});
    std::size_t count = 0;
    for (const auto row : rows) {
      if (edge_.size() == snapshot_.state.size) break;
      ++count;
      ++tallies_.leaves.compared;
      const auto index = static_cast<std::uint64_t>(row.get<std::int64_t>("leaf_index"));
      const auto name = "leaf " + std::to_string(edge_.size());
      if (index != edge_.size()) {
        tallies_.leaves.differs(name + " is missing", 1);
        return 0;
      }
      const auto body = row.find<std::string>("body");
      const auto digest = row.get<db::Bytes>("digest").value;
      if (!body) tallies_.leaves.differs(name + " is of an event that is not there", 1);
      const auto entry = body ? sha256(*body) : digest;
      if (entry != digest) tallies_.leaves.differs(name + " is not the digest of its event", 1);
      take(tx, entry);
    }
    return count;
  }

  void take(db::Tx& tx, const std::string& entry) {
    std::vector<tlog::Tile> full;
    edge_.append(tlog::leaf_hash(entry), full);
    for (const auto& tile : full) {
      ++tallies_.tiles.compared;
      const auto stored = tlog::store::find_tile(tx, tile.level, tile.index);
      if (!stored || *stored != tile.hashes)
        tallies_.tiles.differs(
            "tile " + tlog::tile_path({false, tile.level, tile.index, tlog::kTileWidth}) + " differs", 1);
    }
    pass_checkpoints(tx);
  }

  void pass_checkpoints(db::Tx& tx) {
    for (const auto* next = checkpoints_.peek(tx); next && next->size == edge_.size(); next = checkpoints_.peek(tx)) {
      compare_checkpoint(*next, edge_.root(), snapshot_.keys, tallies_.checkpoints);
      checkpoints_.pass();
    }
  }

  void compare_state() {
    const auto& state = snapshot_.state;
    ++tallies_.state.compared;
    if (edge_.size() != state.size) {
      tallies_.state.differs(
          "the state counts " + std::to_string(state.size) + " leaves, there are " + std::to_string(edge_.size()), 1);
    } else if (edge_.root() != state.root || edge_.bytes() != state.edge) {
      tallies_.state.differs("the state has another root or edge than the events give", 1);
    }
  }

  void refuse_checkpoints_beyond(db::Tx& tx) {
    for (const auto* next = checkpoints_.peek(tx); next; next = checkpoints_.peek(tx)) {
      ++tallies_.checkpoints.compared;
      tallies_.checkpoints.differs("checkpoint " + std::to_string(next->size) + " has more leaves than there are", 1);
      checkpoints_.pass();
    }
  }

  const Snapshot& snapshot_;
  LogTallies& tallies_;
  Checkpoints checkpoints_;
  tlog::Edge edge_;
};

// Of one event: it has a leaf or waits for one, and what waits is its digest.
void compare_event(db::Tx& tx, const db::Row& row, const std::map<EpcisEventId, std::string>& waiting, Tally& tally) {
  const auto event = row.get<EpcisEventId>("id");
  ++tally.compared;
  const auto waits = waiting.find(event);
  const bool logged = row.find<std::int64_t>("leaf_index").has_value();
  if (logged && waits != waiting.end()) {
    tally.differs(event.str() + " stands twice", 1);
  } else if (waits != waiting.end()) {
    if (waits->second != sha256(row.get<std::string>("body")))
      tally.differs(event.str() + " waits with another digest", 1);
  } else if (!logged && !tlog::store::find_leaf(tx, event)) {  // it may have got its leaf since the page was read
    tally.differs(event.str() + " is not in the log", 1);
  }
}

// Whatever waits is an event. Gives the last row looked at; none: that was all.
std::optional<EpcisEventId> compare_waiting(db::Tx& tx, EpcisEventId after, Tally& tally) {
  const auto page = tx.query(q::log_list_waiting, {{"after", after}, {"limit", kPage}});
  std::optional<EpcisEventId> last;
  for (const auto row : page) {
    last = row.get<EpcisEventId>("id");
    std::set<EpcisEventId> events;
    try {
      for (const auto& leaf : tlog::read_waiting(row.get<db::Bytes>("entries").value)) events.insert(leaf.event);
    } catch (const tlog::BrokenQueue& broken) {
      tally.differs(broken.what(), 1);
      continue;
    }
    const std::vector<EpcisEventId> asked(events.begin(), events.end());
    for (const auto found : tx.query(q::query_list_all_bodies, {{"ids", db::Value::list_of(asked)}}))
      events.erase(found.get<EpcisEventId>("id"));
    for (const auto event : events) tally.differs(event.str() + " waits and is no event", 1);
    if (!asked.empty() && asked.front() != *last) tally.differs(last->str() + " is the name of a row without it", 1);
  }
  return last;
}

Result<void> compare_events(db::Database& database, Tally& tally) {
  EpcisEventId after;
  for (bool more = true; more;) {
    SH_TRY(more, database.transaction_blocking([&](db::Tx& tx) -> Result<bool> {
      const auto rows = tx.query(q::log_audit_events, {{"after", after}, {"limit", kPage}});
      if (rows.empty()) return false;
      EpcisEventId last;
      for (const auto row : rows) last = row.get<EpcisEventId>("id");
      // After the events: what has no leaf yet is here, or has got it meanwhile.
      std::map<EpcisEventId, std::string> waiting;
      try {
        waiting = tlog::store::list_waiting_among(tx, after, last);
      } catch (const tlog::BrokenQueue& broken) {
        tally.differs(broken.what(), 1);
      }
      for (const auto row : rows) compare_event(tx, row, waiting, tally);
      after = last;
      return true;
    }));
  }
  std::optional<EpcisEventId> row{EpcisEventId()};
  while (row) {
    SH_TRY(row, database.transaction_blocking([&](db::Tx& tx) -> Result<std::optional<EpcisEventId>> {
      return compare_waiting(tx, *row, tally);
    }));
  }
  return {};
}

// What belongs to no tree: the rest has been compared one by one.
Result<void> count_rows(db::Database& database, LogTallies& tallies) {
  return database.transaction_blocking([&](db::Tx& tx) -> Result<void> {
    const auto rows = tx.query(q::log_count_tiles);
    if (rows.empty()) return {};
    const auto size = rows.front().get<std::int64_t>("size");
    const auto leaves = rows.front().get<std::int64_t>("leaves"), tiles = rows.front().get<std::int64_t>("tiles");
    std::int64_t full = 0;
    for (auto hashes = size / 256; hashes > 0; hashes /= 256) full += hashes;
    if (leaves != size) tallies.leaves.differs("there are leaves that the tree has not", std::abs(leaves - size));
    if (tiles != full) tallies.tiles.differs("there are more or fewer tiles than the tree has", std::abs(tiles - full));
    return {};
  });
}

void compare_cosignature(const tlog::store::Cosignature& stored, const Note& note, Tally& tally) {
  ++tally.compared;
  const auto key = tlog::VerifierKey::parse(stored.verifier_key);
  const bool good =
      key.has_value() && sha256(stored.verifier_key) == stored.witness && key->kind == tlog::KeyKind::cosignature;
  const tlog::SignatureLine line =
      good ? tlog::SignatureLine{key->name, key->id(), stored.signature} : tlog::SignatureLine{};
  if (!good || tlog::time_of(line) != stored.cosigned_at || !tlog::verifies(*key, line, note.text))
    tally.differs("a cosignature of checkpoint " + std::to_string(stored.size) + " is not what a witness signed", 1);
}

Result<void> compare_cosignatures(db::Database& database, Tally& tally) {
  tlog::store::Cosignature last;
  last.witness = std::string(32, '\0');
  for (bool more = true; more;) {
    SH_TRY(more, database.transaction_blocking([&](db::Tx& tx) -> Result<bool> {
      const auto page = tlog::store::list_cosignatures_after(tx, last, kPage);
      for (const auto& stored : page) {
        const auto checkpoint = tlog::store::find_checkpoint(tx, stored.size);
        const auto note = checkpoint ? Note::parse(checkpoint->note) : Result<Note>(Error::not_found("checkpoint"));
        if (note.has_value()) {
          compare_cosignature(stored, *note, tally);
        } else {
          tally.differs("a cosignature is of no checkpoint, " + std::to_string(stored.size), 1);
        }
      }
      if (page.empty()) return false;
      last = page.back();
      return true;
    }));
  }
  return {};
}

}  // namespace

Result<std::vector<runtime::AuditFinding>> audit_log(db::Database& database, const tlog::LogKeys& keys,
                                                     std::size_t checkpoints_at_once) {
  LogTallies tallies;
  SH_TRY(const auto snapshot, take_snapshot(database, keys, tallies));
  SH_CHECK(compare_events(database, tallies.events));
  SH_CHECK(Rebuilding(snapshot, checkpoints_at_once, tallies).run(database));
  SH_CHECK(count_rows(database, tallies));
  SH_CHECK(compare_cosignatures(database, tallies.cosignatures));
  std::vector<runtime::AuditFinding> out;
  out.push_back(std::move(tallies.events).finding("traceability.log_events"));
  out.push_back(std::move(tallies.leaves).finding("traceability.log_leaves"));
  out.push_back(std::move(tallies.tiles).finding("traceability.log_tiles"));
  out.push_back(std::move(tallies.state).finding("traceability.log_state"));
  out.push_back(std::move(tallies.checkpoints).finding("traceability.log_checkpoints"));
  out.push_back(std::move(tallies.cosignatures).finding("traceability.log_cosignatures"));
  out.push_back(std::move(tallies.keys).finding("traceability.log_keys"));
  return out;
}

}  // namespace shanhai::traceability
