#include "services/measurement/freezing/audit.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "services/measurement/freezing/domain.hpp"
#include "services/measurement/freezing/figures.hpp"
#include "services/measurement/freezing/keys.hpp"
#include "services/measurement/freezing/store.hpp"

namespace shanhai::measurement {
namespace {

// Why the note does not stand for the period's figures; empty: it does.
std::string fault_of(const store::FrozenPeriod& frozen, const CanonicalFigures& figures,
                     const std::vector<signing::StoredKey>& keys) {
  const auto note = signing::Note::parse(frozen.note);
  const auto told = note.has_error() ? Result<FrozenFigures>(note.error()) : parse_frozen_figures(note->text);
  if (told.has_error()) return "its note is none";
  for (const auto& key : keys) {
    const auto verifier = signing::verifier_of(key);
    const auto signs = [&](const auto& line) { return signing::verifies(verifier, line, note->text); };
    if (std::none_of(note->lines.begin(), note->lines.end(), signs))
      return "the " + key.algorithm + " key has not signed";
  }
  if (told->period != frozen.period || told->as_of != frozen.as_of || told->digest != to_hex(frozen.digest))
    return "its note is of something else";
  if (figures.digest != frozen.digest || told->rows != figures.rows) return "its figures are others by now";
  return {};
}

}  // namespace

Result<runtime::AuditFinding> audit_freezes(db::Tx& tx) {
  const Policy policy;  // nothing that was read before is taken for what stands in the books
  runtime::AuditFinding out{"measurement.frozen", 0, 0, {}};
  const auto keys = list_keys(tx);
  for (const auto& frozen : store::list_frozen(tx)) {
    SH_TRY(const auto as_of, read_as_of(tx, frozen.as_of));
    SH_TRY(const auto figures, canonical_figures(tx, policy, frozen.period, as_of));
    ++out.compared;
    const auto fault = fault_of(frozen, figures, keys);
    if (fault.empty()) continue;
    ++out.difference;
    out.detail += (out.detail.empty() ? "" : "; ") + frozen.period + ": " + fault;
  }
  return out;
}

}  // namespace shanhai::measurement
