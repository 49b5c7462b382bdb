// What anybody may ask of the transparency log. Hashes and digests are hexadecimal here; tiles, checkpoints and proof
// files have the forms of C2SP.
#pragma once

#include <limits>

#include "common/json/json.hpp"
#include "services/traceability/list_query.hpp"
#include "services/traceability/terms.hpp"

namespace shanhai::traceability {

// An event's place in the log. Its digest is all the log has of it: events name households by their pseudonyms, and
// stay with their owner.
struct LogEntry {
  EpcisEventId event_id;
  std::int64_t index = 0;
  std::string digest;
  std::string proof;  // path of its proof file
};
BOOST_DESCRIBE_STRUCT(LogEntry, (), (event_id, index, digest, proof))

struct LogEntriesQuery : ListQuery {};
BOOST_DESCRIBE_STRUCT(LogEntriesQuery, (ListQuery), ())

struct LogEntries {
  std::vector<LogEntry> items;  // in order of recording
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(LogEntries, (), (items, next_cursor))

using TreeSize = Bounded<0, std::numeric_limits<std::int64_t>::max()>;

struct InclusionQuery {
  std::optional<TreeSize> size;  // of the tree; left out: of the newest checkpoint
};
BOOST_DESCRIBE_STRUCT(InclusionQuery, (), (size))

struct InclusionProof {
  EpcisEventId event_id;
  std::int64_t index = 0, size = 0;
  std::string digest, leaf_hash, root_hash;
  std::vector<std::string> hashes;  // from the leaf's sibling up
};
BOOST_DESCRIBE_STRUCT(InclusionProof, (), (event_id, index, size, digest, leaf_hash, root_hash, hashes))

struct ConsistencyQuery {
  TreeSize from, to;
};
BOOST_DESCRIBE_STRUCT(ConsistencyQuery, (), (from, to))

struct ConsistencyProof {
  std::int64_t from = 0, to = 0;
  std::string from_root_hash, to_root_hash;
  std::vector<std::string> hashes;
};
BOOST_DESCRIBE_STRUCT(ConsistencyProof, (), (from, to, from_root_hash, to_root_hash, hashes))

struct LogIdentity {
  std::string origin;
  std::vector<std::string> verifier_keys;  // of the log
  std::vector<std::string> witness_keys;   // whose cosignatures it accepts
};
BOOST_DESCRIBE_STRUCT(LogIdentity, (), (origin, verifier_keys, witness_keys))

struct CosignatureReceipt {
  std::int64_t size = 0;
  std::vector<std::string> witnesses;  // whose cosignatures are kept now
};
BOOST_DESCRIBE_STRUCT(CosignatureReceipt, (), (size, witnesses))

}  // namespace shanhai::traceability
