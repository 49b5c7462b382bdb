// Checks a proof file with nothing but keys that the reader trusts: no network, no database.
#pragma once

#include "services/traceability/log/checkpoint.hpp"

namespace shanhai::traceability::tlog {

struct Verdict {
  bool proven = false;
  std::vector<std::string> lines;  // for people: what is shown, and what is not
};

// Proven: the checkpoint is signed by each of `keys`, one of which is the log's own, and the entry is in its tree.
// `event`: an EPCIS event as JSON, however it is spaced; the entry must then be the digest of its canonical text. Where
// there is none, the entry is the one that the file names. invalid: the file, or the event, is none.
Result<Verdict> verify_proof(std::string_view file, const std::vector<VerifierKey>& keys,
                             const std::optional<std::string>& event);

// The entry that stands for an event: SHA-256 of its canonical text. invalid: no JSON.
Result<std::string> entry_of(std::string_view event);

}  // namespace shanhai::traceability::tlog
