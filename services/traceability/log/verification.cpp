#include "services/traceability/log/verification.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/runtime/module.hpp"
#include "services/traceability/log/verify.hpp"

namespace shanhai::traceability {
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

std::string what_of(const Error& error) {
  return error.fields.empty() ? error.code + ' ' + error.detail
                              : error.fields.front().code + ": " + error.fields.front().detail;
}

}  // namespace

int verify_file(const Verification& wanted, std::ostream& out) {
  std::vector<tlog::VerifierKey> keys;
  for (const auto& text : wanted.keys) {
    auto key = tlog::VerifierKey::parse(text);
    if (key.has_error())
      return runtime::complain("--key " + text + ": " + what_of(key.error()), runtime::kExitSettings);
    keys.push_back(std::move(*key));
  }
  const auto proof = contents(wanted.proof_file);
  if (!proof) return runtime::complain("cannot read " + wanted.proof_file, runtime::kExitSettings);
  std::optional<std::string> event;
  if (wanted.event_file) {
    event = contents(*wanted.event_file);
    if (!event) return runtime::complain("cannot read " + *wanted.event_file, runtime::kExitSettings);
  }
  const auto verdict = tlog::verify_proof(*proof, keys, event);
  if (verdict.has_error()) {
    out << "NOT PROVEN: what was given does not make sense, " << what_of(verdict.error()) << std::endl;
    return runtime::kExitFailure;
  }
  for (const auto& line : verdict->lines) out << line << '\n';
  out.flush();
  return verdict->proven ? 0 : runtime::kExitFailure;
}

}  // namespace shanhai::traceability
