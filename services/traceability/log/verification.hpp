// `shanhai verify`: whether a proof file of the transparency log shows what it says. Needs neither settings, network
// nor database.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace shanhai::traceability {

struct Verification {
  std::string proof_file;
  std::vector<std::string> keys;  // verifier keys (C2SP signed-note), of the log and of witnesses
  std::optional<std::string> event_file;
};

// Writes what is shown and what is not. 0: proven; 1: not proven, also where the file is no proof at all; 2: a key that
// is none, or a file that can't be read.
int verify_file(const Verification& wanted, std::ostream& out);

}  // namespace shanhai::traceability
