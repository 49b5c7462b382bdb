#include "services/traceability/log/service.hpp"

#include "common/base/encoding.hpp"
#include "common/runtime/settings.hpp"
#include "services/traceability/log/store.hpp"
#include "services/traceability/lot/ancestry.hpp"
#include "services/traceability/lot/store.hpp"
#include "services/traceability/paging.hpp"
#include "services/traceability/scope.hpp"

namespace shanhai::traceability {
namespace {

using tlog::Checkpoint;
using tlog::Hash;
using tlog::Note;

constexpr std::chrono::minutes kClocksDiffer{5};

std::int64_t as_signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::vector<std::string> in_hex(const std::vector<Hash>& hashes) {
  std::vector<std::string> out;
  for (const auto& hash : hashes) out.push_back(to_hex(hash));
  return out;
}

LogEntry entry_view(const tlog::store::LogPlace& entry) {
  return {entry.event, as_signed(entry.index), to_hex(entry.digest), log_proof_path(entry.event)};
}

std::string with_cosignatures(db::Tx& tx, const tlog::store::PublishedCheckpoint& checkpoint) {
  std::map<std::string, std::string> lines;  // the newest of each witness
  for (const auto& cosignature : tlog::store::list_cosignatures(tx, checkpoint.size)) {
    const auto key = tlog::VerifierKey::parse(cosignature.verifier_key);
    if (key.has_error()) throw std::runtime_error("a stored cosignature is damaged");
    lines[cosignature.witness] = tlog::SignatureLine{key->name, key->id(), cosignature.signature}.str();
  }
  auto out = checkpoint.note;
  for (const auto& [witness, line] : lines) out += line;
  return out;
}

// The tree of that size, which the log has reached.
struct OpenTree {
  OpenTree(db::Tx& tx) : state(tlog::store::get_state(tx)), edge(tlog::store::edge_of(state)), tree(tree_of(tx)) {}
  OpenTree(const OpenTree&) = delete;
  OpenTree& operator=(const OpenTree&) = delete;
  tlog::Tree tree_of(db::Tx& tx) const { return tlog::store::tree_of(tx, state, edge); }

  const tlog::store::State state;
  const tlog::Edge edge;
  tlog::Tree tree;
};

Error too_large(const char* name) {
  return Error::invalid_field(std::string("query/") + name, "out_of_range", "the log has fewer entries");
}

std::string digests_bundle(db::Tx& tx, const tlog::TileName& name) {
  const auto digests = tlog::store::list_digests(tx, name.index * tlog::kTileWidth, name.width);
  if (digests.size() < name.width) throw std::runtime_error("entries of the log are missing");
  std::string out;
  for (const auto& digest : digests) out += std::string("\0\x20", 2) + digest;  // its length in two bytes
  return out;
}

}  // namespace

Task<Result<std::string>> LogService::newest_checkpoint() {
  auto read = [](db::Tx& tx) -> Result<std::string> {
    const auto found = tlog::store::find_newest_checkpoint(tx);
    if (!found) return Error::not_found("checkpoint");
    return with_cosignatures(tx, *found);
  };
  auto note = co_await database_.snapshot(read);
  co_return note;
}

Task<Result<std::string>> LogService::checkpoint(std::uint64_t size) {
  auto read = [size](db::Tx& tx) -> Result<std::string> {
    const auto found = tlog::store::find_checkpoint(tx, size);
    if (!found) return Error::not_found("checkpoint");
    return with_cosignatures(tx, *found);
  };
  auto note = co_await database_.snapshot(read);
  co_return note;
}

Task<Result<std::string>> LogService::tile(tlog::TileName name) {
  auto read = [name](db::Tx& tx) -> Result<std::string> {
    const auto state = tlog::store::get_state(tx);
    const int shift = tlog::kTileHeight * name.level;
    const auto hashes = shift < 64 ? state.size >> shift : 0;
    if (name.index >= hashes / tlog::kTileWidth + 1 || name.index * tlog::kTileWidth + name.width > hashes)
      return Error::not_found("tile");
    if (name.entries) return digests_bundle(tx, name);
    return tlog::store::read_tile(tx, tlog::store::edge_of(state), name.level, name.index, name.width);
  };
  auto bytes = co_await database_.snapshot(read);
  co_return bytes;
}

Task<Result<InclusionProof>> LogService::inclusion(EpcisEventId event, InclusionQuery query) {
  auto read = [event, query](db::Tx& tx) -> Result<InclusionProof> {
    const auto leaf = tlog::store::find_leaf(tx, event);
    if (!leaf) return Error::not_found("log_entry");
    OpenTree log(tx);
    auto size = query.size ? static_cast<std::uint64_t>(query.size->value()) : 0;
    if (!query.size) {
      const auto newest = tlog::store::find_newest_checkpoint(tx);
      size = newest ? newest->size : 0;
      if (leaf->index >= size) return Error::conflict("log_entry_not_signed");
    }
    if (size > log.state.size) return too_large("size");
    if (leaf->index >= size) return Error::invalid_field("query/size", "out_of_range", "the entry came later");
    return InclusionProof{event,
                          as_signed(leaf->index),
                          as_signed(size),
                          to_hex(leaf->digest),
                          to_hex(tlog::leaf_hash(leaf->digest)),
                          to_hex(log.tree.root(size)),
                          in_hex(log.tree.inclusion(leaf->index, size))};
  };
  auto proof = co_await database_.snapshot(read);
  co_return proof;
}

Task<Result<ConsistencyProof>> LogService::consistency(ConsistencyQuery query) {
  auto read = [query](db::Tx& tx) -> Result<ConsistencyProof> {
    OpenTree log(tx);
    const auto from = static_cast<std::uint64_t>(query.from.value()), to = static_cast<std::uint64_t>(query.to.value());
    if (to > log.state.size) return too_large("to");
    if (from > to) return Error::invalid_field("query/from", "out_of_range", "not above `to`");
    return ConsistencyProof{query.from, query.to, to_hex(log.tree.root(from)), to_hex(log.tree.root(to)),
                            in_hex(log.tree.consistency(from, to))};
  };
  auto proof = co_await database_.snapshot(read);
  co_return proof;
}

Task<Result<std::string>> LogService::proof_file(EpcisEventId event) {
  auto read = [event](db::Tx& tx) -> Result<std::string> {
    const auto leaf = tlog::store::find_leaf(tx, event);
    if (!leaf) return Error::not_found("log_entry");
    const auto cosigned = tlog::store::find_newest_cosigned(tx, leaf->index);
    const auto checkpoint =
        cosigned ? tlog::store::find_checkpoint(tx, *cosigned) : tlog::store::find_newest_checkpoint(tx);
    if (!checkpoint || checkpoint->size <= leaf->index) return Error::conflict("log_entry_not_signed");
    OpenTree log(tx);
    return tlog::ProofFile{leaf->digest, leaf->index, log.tree.inclusion(leaf->index, checkpoint->size),
                           with_cosignatures(tx, *checkpoint)}
        .str();
  };
  auto file = co_await database_.snapshot(read);
  co_return file;
}

std::string log_proof_path(EpcisEventId event) { return "/v1/log/proofs/" + event.str(); }

std::vector<LogEntry> first_log_entries(db::Tx& tx, LotId lot, std::int64_t limit) {
  std::vector<LogEntry> out;
  for (const auto& entry : tlog::store::list_entries_of_lots(tx, {lot}, EpcisEventId(), limit))
    out.push_back(entry_view(entry));
  return out;
}

Task<Result<LogEntry>> LogService::entry(std::string digest) {
  auto read = [&](db::Tx& tx) -> Result<LogEntry> {
    const auto found = tlog::store::find_entry(tx, digest);
    if (!found) return Error::not_found("log_entry");
    return entry_view(*found);
  };
  auto view = co_await database_.snapshot(read);
  co_return view;
}

Task<Result<LogEntries>> LogService::entries(LotId lot, LogEntriesQuery query) {
  SH_CO_TRY(const auto after, after_cursor(query.cursor, EpcisEventId()));
  auto read = [lot, after, limit = query.size()](db::Tx& tx) -> Result<LogEntries> {
    const auto row = store::find_any_lot(tx, lot);
    if (!row || !row->gtin) return Error::not_found("lot");
    LogEntries out;
    auto found = tlog::store::list_entries_of_lots(tx, backwards(tx, lot).lots, after, limit + 1);
    out.next_cursor = cut_page(found, limit, [](const auto& entry) { return entry.event; });
    for (const auto& entry : found) out.items.push_back(entry_view(entry));
    return out;
  };
  auto page = co_await database_.snapshot(read);
  co_return page;
}

Task<Result<LogIdentity>> LogService::identity() {
  auto load = [this](db::Tx& tx) -> Result<std::shared_ptr<const tlog::SigningKeys>> { return keys_.load(tx); };
  const auto keys = co_await database_.transaction(load);
  if (keys.has_error()) co_return keys.error();
  keys_.keep(*keys);
  LogIdentity out{(*keys)->origin(), {}, {}};
  for (const auto& key : (*keys)->verifiers()) out.verifier_keys.push_back(key.str());
  for (const auto& key : witnesses_) out.witness_keys.push_back(key.str());
  co_return out;
}

Task<Result<CosignatureReceipt>> LogService::cosign(std::string text, std::string trace_id) {
  SH_CO_TRY(const auto note, Note::parse(text));
  SH_CO_TRY(const auto checkpoint, Checkpoint::parse(note.text));
  auto write = [this, note, size = checkpoint.size, trace_id](db::Tx& tx) { return keep(tx, note, size, trace_id); };
  auto receipt = co_await database_.transaction(write);
  if (receipt.has_value()) sequencer_.committed();
  co_return receipt;
}

Result<CosignatureReceipt> LogService::keep(db::Tx& tx, const Note& note, std::uint64_t size,
                                            const std::string& trace_id) {
  const auto published = tlog::store::find_checkpoint(tx, size);
  const auto own = published ? Note::parse(published->note) : Result<Note>(Error::not_found("checkpoint"));
  if (own.has_error() || own->text != note.text)
    return Error::unprocessable("checkpoint_unknown", "this log has published no such checkpoint");
  CosignatureReceipt out{as_signed(size), {}};
  for (const auto& line : note.lines) {
    for (const auto& witness : witnesses_) {
      if (!line.is_by(witness)) continue;
      const auto seconds = tlog::time_of(line);
      if (!tlog::verifies(witness, line, note.text)) return Error::unprocessable("cosignature_invalid", witness.name);
      const auto latest = std::chrono::floor<std::chrono::seconds>(tx.now() + kClocksDiffer).time_since_epoch();
      if (*seconds > static_cast<std::uint64_t>(latest.count()))
        return Error::unprocessable("cosignature_invalid", witness.name + ": its time is still to come");
      const auto key = witness.str();
      out.witnesses.push_back(witness.name);
      if (!tlog::store::insert_cosignature(tx, {size, sha256(key), *seconds, key, line.signature})) continue;
      events::NewEvent event;
      event.type = kLogCosigned;
      event.aggregate_type = "log_cosignature";
      event.aggregate_id = to_hex(sha256(key + "\n" + std::to_string(*seconds) + "\n" + std::to_string(size)));
      event.version = 1;
      event.actor = "witness " + to_hex(witness.id());
      event.reason = "cosignature of a checkpoint";
      event.trace_id = trace_id;
      event.payload = {{"size", size}, {"witness", witness.name}, {"cosigned_at", *seconds}};
      events::append(tx, random_, event);
    }
  }
  if (out.witnesses.empty())
    return Error::forbidden("unknown_witness", "none of the cosigners is a witness of this log");
  return out;
}

std::vector<tlog::VerifierKey> read_witnesses(const std::vector<std::string>& keys) {
  std::vector<tlog::VerifierKey> out;
  for (const auto& text : keys) {
    auto key = tlog::VerifierKey::parse(text);
    if (key.has_error()) throw runtime::SettingsError("traceability.log_witnesses: " + key.error().fields.at(0).detail);
    if (key->kind != tlog::KeyKind::cosignature)
      throw runtime::SettingsError("traceability.log_witnesses: " + key->name +
                                   " is no key for cosignatures (type 04)");
    out.push_back(std::move(*key));
  }
  return out;
}

}  // namespace shanhai::traceability
