// Signed notes and their keys (common/signing/), as the log calls them.
#pragma once

#include "common/signing/keys.hpp"

namespace shanhai::traceability::tlog {

using signing::KeyKind;
using signing::Note;
using signing::SignatureLine;
using signing::SigningKeys;
using signing::VerifierKey;

using signing::is_key_name;
using signing::sign;
using signing::time_of;
using signing::verifies;

}  // namespace shanhai::traceability::tlog
