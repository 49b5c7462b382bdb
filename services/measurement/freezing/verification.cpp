#include "services/measurement/freezing/verification.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "common/base/encoding.hpp"
#include "common/runtime/module.hpp"
#include "common/signing/note.hpp"
#include "services/measurement/freezing/domain.hpp"

namespace shanhai::measurement {
namespace {

std::optional<std::string> contents(const std::string& path) {
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) return std::nullopt;  // it opens, and to read it throws
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string out{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) return std::nullopt;
  return out;
}

// False, and why: the key has not signed.
bool check_key(const signing::Note& note, const FrozenFigures& told, const signing::VerifierKey& key,
               FrozenVerdict& out) {
  if (key.kind == signing::KeyKind::cosignature || key.name != told.origin) {
    out.lines.push_back("NOT PROVEN: the key " + key.name + " is not of " + told.origin + ".");
    return false;
  }
  const auto kind = key.kind == signing::KeyKind::sm2 ? "SM2" : "Ed25519";
  const bool has_signed = std::any_of(note.lines.begin(), note.lines.end(),
                                      [&](const auto& line) { return signing::verifies(key, line, note.text); });
  out.lines.push_back(has_signed ? "signed by " + key.name + ", " + kind
                                 : "NOT PROVEN: " + key.name + " (" + kind + ") has not signed the note.");
  return has_signed;
}

}  // namespace

Result<FrozenVerdict> verify_frozen(std::string_view note_bytes, std::string_view figures,
                                    const std::vector<std::string>& keys) {
  SH_TRY(const auto note, signing::Note::parse(note_bytes));
  SH_TRY(const auto told, parse_frozen_figures(note.text));
  FrozenVerdict out;
  out.lines.push_back("frozen figures of " + told.period + ", as of " + told.as_of + ", " + std::to_string(told.rows) +
                      " rows");
  bool good = !keys.empty();
  for (const auto& text : keys) {
    SH_TRY(const auto key, signing::VerifierKey::parse(text));
    good = check_key(note, told, key, out) && good;
  }
  if (const auto digest = to_hex(sha256(figures)); digest != told.digest) {
    out.lines.push_back("NOT PROVEN: the figures are others: their digest is " + digest + ", the note's is " +
                        told.digest + ".");
    return out;
  }
  if (!good) return out;
  out.proven = true;
  out.lines.push_back("PROVEN: exactly these figures were signed when " + told.period + " was frozen.");
  out.lines.push_back("Not proven: that they are true. The note says that they were final.");
  return out;
}

int verify_frozen_files(const FrozenFiles& wanted, std::ostream& out) {
  const auto note = contents(wanted.note_file), figures = contents(wanted.figures_file);
  if (!note) return runtime::complain("cannot read " + wanted.note_file, runtime::kExitSettings);
  if (!figures) return runtime::complain("cannot read " + wanted.figures_file, runtime::kExitSettings);
  const auto verdict = verify_frozen(*note, *figures, wanted.keys);
  if (verdict.has_error()) {
    const auto& fields = verdict.error().fields;
    out << "NOT PROVEN: what was given does not make sense, "
        << (fields.empty() ? verdict.error().code : fields.front().code + ": " + fields.front().detail) << std::endl;
    return runtime::kExitFailure;
  }
  for (const auto& line : verdict->lines) out << line << '\n';
  out.flush();
  return verdict->proven ? 0 : runtime::kExitFailure;
}

}  // namespace shanhai::measurement
