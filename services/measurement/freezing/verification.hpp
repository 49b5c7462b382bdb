// `shanhai verify NOTE --figures FILE --key KEY ...`: whether a freeze's note stands for these figures. Needs neither
// settings, network nor database.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace shanhai::measurement {

struct FrozenVerdict {
  bool proven = false;
  std::vector<std::string> lines;  // for people: what is shown, and what is not
};

// Proven: the note is signed by each of `keys` (verifier keys, C2SP signed-note) and says the digest of `figures`.
// invalid: a key, or the note, is none.
Result<FrozenVerdict> verify_frozen(std::string_view note, std::string_view figures,
                                    const std::vector<std::string>& keys);

struct FrozenFiles {
  std::string note_file, figures_file;
  std::vector<std::string> keys;
};
// Writes what is shown. 0: proven; 1: not proven; 2: a file that can't be read.
int verify_frozen_files(const FrozenFiles& wanted, std::ostream& out);

}  // namespace shanhai::measurement
