// The keys that sign frozen periods (common/signing/keys.hpp), made at the first freeze.
#pragma once

#include "common/signing/keys.hpp"
#include "services/measurement/context.hpp"

namespace shanhai::measurement {

std::vector<signing::StoredKey> list_keys(db::Tx& tx);
// As the readers of notes take them.
std::vector<std::string> list_verifier_keys(db::Tx& tx);
// In a transaction that has locked the sources: makes them, under that name, where there are none yet.
// std::runtime_error: one does not open.
signing::SigningKeys load_keys(db::Tx& tx, Context& context, const std::string& name, const std::string& actor);

}  // namespace shanhai::measurement
