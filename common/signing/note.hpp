// Signed notes and verifier keys (C2SP signed-note), with three kinds of signatures:
//   Ed25519 (type 0x01), cosignatures of witnesses (0x04, C2SP tlog-cosignature v1), and SM2 with SM3. No type is
//   assigned to SM2, so it is 0xff and a longer name of ours: docs/decisions/0018.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace shanhai::signing {

enum class KeyKind { ed25519, sm2, cosignature };

// "<name>+<key id, 8 hex digits>+<base64 of type and public key>"
struct VerifierKey {
  std::string name;
  KeyKind kind = KeyKind::ed25519;
  std::string public_key;  // 32 bytes, of SM2 65

  static Result<VerifierKey> parse(std::string_view text);  // invalid: verifier_key, with what is wrong in detail
  std::string str() const;
  std::string id() const;  // 4 bytes
  bool operator==(const VerifierKey&) const = default;
};

// "— <name> <base64 of key id and signature>"
struct SignatureLine {
  std::string name, key_id, signature;
  std::string str() const;  // with its newline
  bool is_by(const VerifierKey& key) const { return name == key.name && key_id == key.id(); }
};

// Whether that line, by that key, signs the text. A line of another key: false.
bool verifies(const VerifierKey& key, const SignatureLine& line, std::string_view text);
// Of a cosignature, seconds since 1970; nullopt: it has none.
std::optional<std::uint64_t> time_of(const SignatureLine& cosignature);

// `secret`: 32 bytes, of the key's kind. `seconds`: of a cosignature.
SignatureLine sign(const VerifierKey& key, std::string_view secret, std::string_view text, std::uint64_t seconds = 0);

struct Note {
  std::string text;  // ends with a newline
  std::vector<SignatureLine> lines;

  static Result<Note> parse(std::string_view bytes);  // invalid: signed_note; at most 64 KiB and 64 signatures
  std::string str() const;
};

// No empty name, no white space in it, no plus sign.
bool is_key_name(std::string_view name);

}  // namespace shanhai::signing
