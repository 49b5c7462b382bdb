// What a log says of itself (C2SP tlog-checkpoint), and the file that proves one entry offline (C2SP tlog-proof).
#pragma once

#include "services/traceability/log/domain_tree.hpp"
#include "services/traceability/log/note.hpp"

namespace shanhai::traceability::tlog {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root;

  std::string text() const;
  // Of a note's text. Lines behind the third are read over, as the standard says. invalid: checkpoint.
  static Result<Checkpoint> parse(std::string_view text);
};

struct ProofFile {
  std::string extra;  // opaque; of our own files the entry: 32 bytes
  std::uint64_t index = 0;
  std::vector<Hash> hashes;
  std::string checkpoint;  // the note, verbatim

  std::string str() const;
  static Result<ProofFile> parse(std::string_view text);  // invalid: tlog_proof
};

// Decimal, without leading zeros, below 2^63.
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace shanhai::traceability::tlog
