#include "services/traceability/log/verify.hpp"

#include <algorithm>

#include "common/base/clock.hpp"
#include "common/base/encoding.hpp"
#include "services/traceability/epcis/node.hpp"

namespace shanhai::traceability::tlog {
namespace {

const char* name_of(KeyKind kind) {
  switch (kind) {
    case KeyKind::ed25519:
      return "the log's Ed25519 key";
    case KeyKind::sm2:
      return "the log's SM2 key";
    case KeyKind::cosignature:
      break;
  }
  return "a witness";
}

std::string witnessed_at(const SignatureLine& line) {
  const auto seconds = time_of(line);
  constexpr std::uint64_t kLast = 253402300799;  // 9999-12-31
  if (!seconds || *seconds > kLast) return "at no known time";
  return "at " + to_rfc3339(Instant(std::chrono::seconds(static_cast<std::int64_t>(*seconds))));
}

// False: the key has not signed, or a line in its name is wrong.
bool check_key(const Note& note, const Checkpoint& checkpoint, const VerifierKey& key, Verdict& out) {
  const bool of_log = key.kind != KeyKind::cosignature;
  if (of_log && key.name != checkpoint.origin) {
    out.lines.push_back("NOT PROVEN: the key " + key.name + " is not of the log " + checkpoint.origin + ".");
    return false;
  }
  bool signed_by = false;
  for (const auto& line : note.lines) {
    if (!line.is_by(key)) continue;
    if (!verifies(key, line, note.text)) {
      out.lines.push_back("NOT PROVEN: the signature of " + key.name + " (" + name_of(key.kind) + ") is wrong.");
      return false;
    }
    signed_by = true;
    out.lines.push_back("signed by " + key.name + ", " + name_of(key.kind) + (of_log ? "" : " " + witnessed_at(line)));
  }
  if (!signed_by)
    out.lines.push_back("NOT PROVEN: " + key.name + " (" + name_of(key.kind) + ") has not signed the checkpoint.");
  return signed_by;
}

bool check_signatures(const Note& note, const Checkpoint& checkpoint, const std::vector<VerifierKey>& keys,
                      Verdict& out) {
  const bool has_log_key =
      std::any_of(keys.begin(), keys.end(), [](const auto& key) { return key.kind != KeyKind::cosignature; });
  if (!has_log_key) {
    out.lines.push_back("NOT PROVEN: none of the keys is a log's; a witness alone says nothing of entries.");
    return false;
  }
  bool good = true;
  for (const auto& key : keys) good = check_key(note, checkpoint, key, out) && good;
  for (const auto& line : note.lines) {
    const bool known = std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return line.is_by(key); });
    if (!known) out.lines.push_back("not checked: a signature by " + line.name + ", whose key was not given");
  }
  return good;
}

void say_what_it_means(const Checkpoint& checkpoint, bool has_event, bool witnessed, Verdict& out) {
  out.lines.push_back(std::string("PROVEN: ") +
                      (has_event ? "exactly this event" : "an event with exactly this digest") + " was in the log " +
                      checkpoint.origin + " when it had " + std::to_string(checkpoint.size) + " entries.");
  out.lines.push_back(
      "It can't have been changed since, nor left out, without another root than the one that was signed.");
  if (!has_event)
    out.lines.push_back("Not proven: what the event says. Give it with --event to compare it with the digest.");
  out.lines.push_back("Not proven: that what the event says is true. The log keeps what was recorded, as it was.");
  if (!witnessed) {
    out.lines.push_back(
        "Not proven: that the log shows everybody the same tree. Give the key of a witness to check that one saw it.");
  }
}

}  // namespace

Result<std::string> entry_of(std::string_view event) {
  SH_TRY(const auto node, epcis::parse_node(event));
  return sha256(epcis::canonical_text(node));
}

Result<Verdict> verify_proof(std::string_view file, const std::vector<VerifierKey>& keys,
                             const std::optional<std::string>& event) {
  SH_TRY(const auto proof, ProofFile::parse(file));
  SH_TRY(const auto note, Note::parse(proof.checkpoint));
  SH_TRY(const auto checkpoint, Checkpoint::parse(note.text));
  std::string entry = proof.extra;
  Verdict out;
  if (event) {
    SH_TRY(entry, entry_of(*event));
    if (!proof.extra.empty() && proof.extra != entry) {
      out.lines.push_back("NOT PROVEN: the event is another than the one that the proof is of: its digest is " +
                          to_hex(entry) + ", the proof's is " + to_hex(proof.extra) + ".");
      return out;
    }
  }
  if (entry.empty())
    return Error::invalid_field("", "tlog_proof", "the file names no entry: an event is needed to compare with");
  out.lines.push_back("log " + checkpoint.origin + ", " + std::to_string(checkpoint.size) + " entries, root " +
                      to_hex(checkpoint.root));
  out.lines.push_back("entry " + std::to_string(proof.index) + ", digest " + to_hex(entry));
  if (!check_signatures(note, checkpoint, keys, out)) return out;
  if (!verify_inclusion(leaf_hash(entry), proof.index, checkpoint.size, proof.hashes, checkpoint.root)) {
    out.lines.push_back("NOT PROVEN: the hashes don't lead from this entry to the root that was signed.");
    return out;
  }
  out.proven = true;
  const bool witnessed =
      std::any_of(keys.begin(), keys.end(), [](const auto& key) { return key.kind == KeyKind::cosignature; });
  say_what_it_means(checkpoint, event.has_value(), witnessed, out);
  return out;
}

}  // namespace shanhai::traceability::tlog
