// The transparency log as it is read, and as witnesses cosign it.
#pragma once

#include "common/db/database.hpp"
#include "common/events/stream.hpp"
#include "services/traceability/log/api.hpp"
#include "services/traceability/log/domain_tree.hpp"
#include "services/traceability/log/keys.hpp"

namespace shanhai::traceability {

inline constexpr std::string_view kLogCosigned = "traceability.log_cosigned";

class LogService {
 public:
  LogService(db::Database& database, events::Sequencer& sequencer, tlog::LogKeys& keys, Random& random,
             std::vector<tlog::VerifierKey> witnesses)
      : database_(database), sequencer_(sequencer), keys_(keys), random_(random), witnesses_(std::move(witnesses)) {}

  // Notes, with the newest cosignature of each witness. checkpoint_not_found.
  Task<Result<std::string>> newest_checkpoint();
  Task<Result<std::string>> checkpoint(std::uint64_t size);
  // tile_not_found: the tree has not so much of it.
  Task<Result<std::string>> tile(tlog::TileName name);
  // log_entry_not_found: no such event, or it has no leaf yet. log_entry_not_signed (409): no checkpoint covers it yet.
  Task<Result<InclusionProof>> inclusion(EpcisEventId event, InclusionQuery query);
  Task<Result<ConsistencyProof>> consistency(ConsistencyQuery query);
  // Against the newest checkpoint that a witness has cosigned, else the newest.
  Task<Result<std::string>> proof_file(EpcisEventId event);
  // For who has the event: by the SHA-256 of its canonical text, 32 bytes. log_entry_not_found.
  Task<Result<LogEntry>> entry(std::string digest);
  // What stands behind the trace page of a packed lot. lot_not_found.
  Task<Result<LogEntries>> entries(LotId lot, LogEntriesQuery query);
  Task<Result<LogIdentity>> identity();
  // `note`: a checkpoint of this log, with cosignatures. Those of witnesses that are configured are kept, others are
  // read over. unknown_witness (403): there is none of them; cosignature_invalid, checkpoint_unknown (422).
  Task<Result<CosignatureReceipt>> cosign(std::string note, std::string trace_id);

 private:
  Result<CosignatureReceipt> keep(db::Tx& tx, const tlog::Note& note, std::uint64_t size, const std::string& trace_id);

  db::Database& database_;
  events::Sequencer& sequencer_;
  tlog::LogKeys& keys_;
  Random& random_;
  const std::vector<tlog::VerifierKey> witnesses_;
};

std::string log_proof_path(EpcisEventId event);

// The first of a lot's own events, without those of what it was made of, for its page.
std::vector<LogEntry> first_log_entries(db::Tx& tx, LotId lot, std::int64_t limit);

// [traceability] log_witnesses. SettingsError: one is no key of a witness.
std::vector<tlog::VerifierKey> read_witnesses(const std::vector<std::string>& keys);

}  // namespace shanhai::traceability
