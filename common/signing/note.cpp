#include "common/signing/note.hpp"

#include <array>

#include "common/auth/tokens.hpp"
#include "common/base/encoding.hpp"
#include "common/signing/sm2.hpp"

namespace shanhai::signing {
namespace {

constexpr std::size_t kNoteBytesMax = 64 << 10, kLinesMax = 64;
constexpr std::size_t kIdBytes = 4, kTimeBytes = 8, kEd25519Bytes = 32;
constexpr std::string_view kDash = "\u2014 ";
constexpr std::string_view kSm2Type = "\xffsm2-sm3.shanhai/v1";

std::string_view type_of(KeyKind kind) {
  switch (kind) {
    case KeyKind::ed25519:
      return "\x01";
    case KeyKind::cosignature:
      return "\x04";
    case KeyKind::sm2:
      break;
  }
  return kSm2Type;
}

Error wrong_key(std::string detail) { return Error::invalid_field("/key", "verifier_key", std::move(detail)); }
Error wrong_note(std::string detail) { return Error::invalid_field("", "signed_note", std::move(detail)); }

std::string big_endian(std::uint64_t value) {
  std::string out(kTimeBytes, '\0');
  for (auto byte = out.rbegin(); byte != out.rend(); ++byte, value >>= 8) *byte = static_cast<char>(value & 0xff);
  return out;
}

// What a witness signs (C2SP tlog-cosignature, "cosignature/v1").
std::string cosigned_message(std::uint64_t seconds, std::string_view text) {
  return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string(text);
}

// Takes the line from the front, without its newline. The text ends with one.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<SignatureLine> parse_line(std::string_view line) {
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const auto space = line.find(' ');
  if (space == line.npos) return std::nullopt;
  const auto bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kIdBytes || !is_key_name(line.substr(0, space))) return std::nullopt;
  return SignatureLine{std::string(line.substr(0, space)), bytes->substr(0, kIdBytes), bytes->substr(kIdBytes)};
}

}  // namespace

bool is_key_name(std::string_view name) {
  // The code points with the property White_Space above ASCII (Unicode, PropList).
  static constexpr std::array<std::string_view, 19> kSpaces{
      "\xc2\x85", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
      "\u2007",   "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};
  if (name.empty() || !is_valid_utf8(name)) return false;
  for (const unsigned char c : name) {
    if (c <= ' ' || c == '+' || c == 0x7f) return false;
  }
  for (const auto space : kSpaces) {
    if (name.find(space) != name.npos) return false;
  }
  return true;
}

Result<VerifierKey> VerifierKey::parse(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos) return wrong_key("<name>+<key id>+<base64>");
  VerifierKey out;
  out.name = text.substr(0, first);
  if (!is_key_name(out.name)) return wrong_key("the name is none");
  const auto id = from_hex(text.substr(first + 1, second - first - 1));
  const auto bytes = from_base64(text.substr(second + 1));
  if (!id || id->size() != kIdBytes) return wrong_key("the key id has 8 hexadecimal digits");
  if (!bytes) return wrong_key("the key is no base64");
  for (const auto kind : {KeyKind::ed25519, KeyKind::cosignature, KeyKind::sm2}) {
    const auto type = type_of(kind);
    const auto length = kind == KeyKind::sm2 ? kSm2PublicKeyBytes : kEd25519Bytes;
    if (!bytes->starts_with(type) || bytes->size() != type.size() + length) continue;
    out.kind = kind;
    out.public_key = bytes->substr(type.size());
    if (out.id() != *id) return wrong_key("the key id belongs to another key");
    return out;
  }
  return wrong_key("of a type or length that is not known");
}

std::string VerifierKey::id() const {
  return sha256(name + "\n" + std::string(type_of(kind)) + public_key).substr(0, kIdBytes);
}

std::string VerifierKey::str() const {
  return name + "+" + to_hex(id()) + "+" + to_base64(std::string(type_of(kind)) + public_key);
}

std::string SignatureLine::str() const {
  return std::string(kDash) + name + " " + to_base64(key_id + signature) + "\n";
}

std::optional<std::uint64_t> time_of(const SignatureLine& cosignature) {
  if (cosignature.signature.size() < kTimeBytes) return std::nullopt;
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < kTimeBytes; ++i) out = out << 8 | static_cast<unsigned char>(cosignature.signature[i]);
  return out >> 63 ? std::nullopt : std::optional(out);
}

bool verifies(const VerifierKey& key, const SignatureLine& line, std::string_view text) {
  if (!line.is_by(key)) return false;
  switch (key.kind) {
    case KeyKind::ed25519:
      return auth::ed25519_verify(key.public_key, text, line.signature);
    case KeyKind::sm2:
      return sm2_verify(key.public_key, text, line.signature);
    case KeyKind::cosignature:
      break;
  }
  const auto seconds = time_of(line);
  return seconds && auth::ed25519_verify(key.public_key, cosigned_message(*seconds, text),
                                         std::string_view(line.signature).substr(kTimeBytes));
}

SignatureLine sign(const VerifierKey& key, std::string_view secret, std::string_view text, std::uint64_t seconds) {
  SignatureLine out{key.name, key.id(), {}};
  switch (key.kind) {
    case KeyKind::ed25519:
      out.signature = auth::ed25519_sign(secret, text);
      break;
    case KeyKind::sm2:
      out.signature = sm2_sign(secret, text);
      break;
    case KeyKind::cosignature:
      out.signature = big_endian(seconds) + auth::ed25519_sign(secret, cosigned_message(seconds, text));
      break;
  }
  return out;
}

Result<Note> Note::parse(std::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) return wrong_note("longer than 64 KiB");
  if (!is_valid_utf8(bytes)) return wrong_note("not UTF-8");
  for (const unsigned char c : bytes) {
    if (c < ' ' && c != '\n') return wrong_note("a control character");
  }
  const auto blank = bytes.rfind("\n\n");
  if (blank == bytes.npos || !bytes.ends_with('\n')) return wrong_note("a text, an empty line, signature lines");
  Note out;
  out.text = bytes.substr(0, blank + 1);
  auto rest = bytes.substr(blank + 2);
  while (!rest.empty()) {
    auto line = parse_line(take_line(rest));
    if (!line) return wrong_note("what should be a signature line is none");
    out.lines.push_back(std::move(*line));
    if (out.lines.size() > kLinesMax) return wrong_note("more than 64 signatures");
  }
  if (out.lines.empty()) return wrong_note("nobody has signed");
  return out;
}

std::string Note::str() const {
  auto out = text + "\n";
  for (const auto& line : lines) out += line.str();
  return out;
}

}  // namespace shanhai::signing
