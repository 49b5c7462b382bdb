#include "services/traceability/log/checkpoint.hpp"

#include <charconv>

#include "common/base/encoding.hpp"

namespace shanhai::traceability::tlog {
namespace {

constexpr std::string_view kProofHeader = "c2sp.org/tlog-proof@v1";
constexpr std::size_t kHashesMax = 63, kProofBytesMax = 128 << 10;

Error wrong_checkpoint(std::string detail) { return Error::invalid_field("", "checkpoint", std::move(detail)); }
Error wrong_proof(std::string detail) { return Error::invalid_field("", "tlog_proof", std::move(detail)); }

std::optional<Hash> parse_hash(std::string_view line) {
  auto hash = from_base64(line);
  if (!hash || hash->size() != kHashBytes) return std::nullopt;
  return hash;
}

// The next line without its newline; nullopt: there is none.
std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// What stands behind a word and a space.
std::optional<std::string_view> behind(std::string_view word, std::string_view line) {
  if (!line.starts_with(word) || line.size() <= word.size() || line[word.size()] != ' ') return std::nullopt;
  return line.substr(word.size() + 1);
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0') || text.find_first_not_of("0123456789") != text.npos)
    return std::nullopt;
  std::uint64_t out = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failed != std::errc() || end != text.data() + text.size() || out >> 63) return std::nullopt;
  return out;
}

std::string Checkpoint::text() const { return origin + "\n" + std::to_string(size) + "\n" + to_base64(root) + "\n"; }

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  Checkpoint out;
  const auto origin = take_line(text), size = take_line(text), root = take_line(text);
  if (!root) return wrong_checkpoint("three lines: origin, size, root");
  const auto number = parse_size(*size);
  const auto hash = parse_hash(*root);
  if (origin->empty() || !number || !hash) return wrong_checkpoint("three lines: origin, size, root");
  while (const auto line = take_line(text)) {
    if (line->empty()) return wrong_checkpoint("an empty line in the text");
  }
  out.origin = *origin;
  out.size = *number;
  out.root = *hash;
  return out;
}

std::string ProofFile::str() const {
  std::string out(kProofHeader);
  out += "\n";
  if (!extra.empty()) out += "extra " + to_base64(extra) + "\n";
  out += "index " + std::to_string(index) + "\n";
  for (const auto& hash : hashes) out += to_base64(hash) + "\n";
  return out + "\n" + checkpoint;
}

Result<ProofFile> ProofFile::parse(std::string_view text) {
  if (text.size() > kProofBytesMax) return wrong_proof("longer than 128 KiB");
  if (take_line(text) != kProofHeader) return wrong_proof("the first line is c2sp.org/tlog-proof@v1");
  ProofFile out;
  auto line = take_line(text);
  if (const auto extra = line ? behind("extra", *line) : std::nullopt) {
    auto bytes = from_base64(*extra);
    if (!bytes) return wrong_proof("what stands behind extra is no base64");
    out.extra = std::move(*bytes);
    line = take_line(text);
  }
  const auto index = line ? behind("index", *line) : std::nullopt;
  const auto number = index ? parse_size(*index) : std::nullopt;
  if (!number) return wrong_proof("a line with the index");
  out.index = *number;
  for (line = take_line(text); line && !line->empty(); line = take_line(text)) {
    auto hash = parse_hash(*line);
    if (!hash) return wrong_proof("a line of the proof is no hash");
    out.hashes.push_back(std::move(*hash));
    if (out.hashes.size() > kHashesMax) return wrong_proof("more than 63 hashes");
  }
  if (!line) return wrong_proof("an empty line before the checkpoint");
  out.checkpoint = text;
  return out;
}

}  // namespace shanhai::traceability::tlog
