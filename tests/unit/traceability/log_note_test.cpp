#include <gtest/gtest.h>

#include "common/auth/tokens.hpp"
#include "common/base/encoding.hpp"
#include "common/signing/sm2.hpp"
#include "services/traceability/log/keys.hpp"
#include "services/traceability/log/verify.hpp"

namespace shanhai::traceability::tlog {
namespace {

using namespace signing;

constexpr auto kOrigin = "shanhai.example/v1/log";
const std::string kEvent = R"({"type": "ObjectEvent", "quantity": 12.50, "recordTime":"2026-11-23T08:30:00Z"})";

struct Log {
  Log() {
    const auto secret = auth::SigningKey::make(random);
    keys.keys.push_back({{kOrigin, KeyKind::ed25519, secret.public_key}, secret.secret});
    const auto sm2 = make_sm2_key(random);
    keys.keys.push_back({{kOrigin, KeyKind::sm2, sm2.public_key}, sm2.secret});
    const auto own = auth::SigningKey::make(random);
    witness = {"agency.example/witness", KeyKind::cosignature, own.public_key};
    witness_secret = own.secret;
  }
  // Of the entry at `index` in a tree of `size`.
  ProofFile proof(std::size_t index, std::size_t size) {
    Edge edge;
    std::vector<Tile> full;
    for (std::size_t i = 0; i < size; ++i)
      edge.append(leaf_hash(i == index ? entry_of(kEvent).value() : sha256(std::to_string(i))), full);
    Tree tree(size, [&](int level, std::uint64_t, std::size_t) { return std::string(edge.partial(level)); });
    return {entry_of(kEvent).value(), index, tree.inclusion(index, size),
            keys.sign(Checkpoint{kOrigin, size, edge.root()}.text())};
  }
  SeededRandom random{20261127};
  SigningKeys keys;
  VerifierKey witness;
  std::string witness_secret;
};

std::string last_line(const Result<Verdict>& verdict) {
  return verdict.has_error() ? verdict.error().fields.at(0).code : verdict->lines.back();
}

bool proves(const std::string& file, const std::vector<VerifierKey>& keys,
            const std::optional<std::string>& event = std::nullopt) {
  const auto verdict = verify_proof(file, keys, event);
  return verdict.has_value() && verdict->proven;
}

// The example of the package golang.org/x/mod/sumdb/note.
TEST(SignedNote, OfAnotherImplementationIsVerified) {
  const auto key = VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  ASSERT_TRUE(key.has_value()) << key.error().detail;
  const auto note = Note::parse(
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
      "\u2014 PeterNeumann "
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
  ASSERT_TRUE(note.has_value());
  EXPECT_TRUE(verifies(*key, note->lines.at(0), note->text));
  EXPECT_FALSE(verifies(*key, note->lines.at(0), note->text + "\n"));
}

// GB/T 32918.5-2017, annex A: the curve, "1234567812345678", "message digest".
TEST(Sm2, AgreesWithTheStandardsExample) {
  const auto secret = from_hex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8").value();
  const auto public_key = from_hex(
                              "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                              "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13")
                              .value();
  const auto signature = from_hex(
                             "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
                             "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
                             .value();
  EXPECT_EQ(to_hex(sm2_public_key(secret)), to_hex(public_key));
  EXPECT_TRUE(sm2_verify(public_key, "message digest", signature));
  EXPECT_TRUE(sm2_verify(public_key, "message digest", sm2_sign(secret, "message digest")));
  EXPECT_FALSE(sm2_verify(public_key, "message digesT", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto changed = signature;
    changed[i] ^= 1;
    EXPECT_FALSE(sm2_verify(public_key, "message digest", changed)) << i;
  }
  auto no_point = public_key;
  no_point[40] ^= 1;
  EXPECT_FALSE(sm2_verify(no_point, "message digest", signature));
  EXPECT_FALSE(sm2_verify(public_key.substr(1), "message digest", signature));
  EXPECT_THROW(sm2_public_key(std::string(32, '\0')), std::invalid_argument);
  EXPECT_THROW(sm2_public_key(std::string(32, '\xff')), std::invalid_argument);
}

TEST(VerifierKeys, AreReadAsTheyAreWritten) {
  Log log;
  auto keys = log.keys.verifiers();
  keys.push_back(log.witness);
  for (const auto& key : keys) {
    const auto read = VerifierKey::parse(key.str());
    ASSERT_TRUE(read.has_value()) << key.str();
    EXPECT_EQ(*read, key);
  }
  const auto good = keys[0].str();
  const auto key_of = good.substr(good.rfind('+'));
  for (const auto& wrong : {std::string(), std::string("name"), "+00000000" + key_of, "a b+00000000" + key_of,
                            std::string(kOrigin) + "+00000000" + key_of, good + "A", good.substr(0, good.size() - 4),
                            "other" + good, std::string(kOrigin) + "+zzzzzzzz" + key_of}) {
    EXPECT_FALSE(VerifierKey::parse(wrong).has_value()) << wrong;
  }
  EXPECT_EQ(origin_below("https://shanhai.example/"), kOrigin);
  EXPECT_EQ(origin_below("http://127.0.0.1:8080"), "127.0.0.1:8080/v1/log");
}

TEST(SignedNote, CarriesEveryKindOfSignature) {
  Log log;
  const auto text = Checkpoint{kOrigin, 3, sha256("root")}.text();
  auto note = Note::parse(log.keys.sign(text)).value();
  note.lines.push_back(sign(log.witness, log.witness_secret, text, 1764230400));
  const auto read = Note::parse(note.str());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->text, text);
  EXPECT_EQ(read->str(), note.str());
  ASSERT_EQ(read->lines.size(), 3u);
  EXPECT_TRUE(verifies(log.keys.verifiers()[0], read->lines[0], text));
  EXPECT_TRUE(verifies(log.keys.verifiers()[1], read->lines[1], text));
  EXPECT_TRUE(verifies(log.witness, read->lines[2], text));
  EXPECT_EQ(time_of(read->lines[2]), 1764230400u);
  auto later = read->lines[2];
  later.signature[7] ^= 1;
  EXPECT_FALSE(verifies(log.witness, later, text)) << "the time is signed, too";
  const auto checkpoint = Checkpoint::parse(read->text).value();
  EXPECT_EQ(checkpoint.size, 3u);
  EXPECT_EQ(checkpoint.root, sha256("root"));
}

TEST(SignedNote, IsRefusedWhereItIsNone) {
  const std::string line = "\u2014 a AAAAAAA=\n";
  ASSERT_TRUE(Note::parse("text\n\n" + line).has_value());
  ASSERT_TRUE(Note::parse("text\n\nmore\n\n" + line).has_value()) << "the last empty line divides";
  std::string many = "text\n\n";
  for (int i = 0; i < 65; ++i) many += line;
  const std::string none[] = {std::string(),
                              std::string("text\n"),
                              std::string("text\n\n"),
                              "text\n" + line,
                              "text\n\n" + line + "x\n",
                              "text\n\n- a AAAAAAA=\n",
                              "text\n\n\u2014 a+b AAAAAAA=\n",
                              "text\n\n\u2014 a\u3000b AAAAAAA=\n",
                              std::string("text\n\n\u2014  AAAAAAA=\n"),
                              std::string("text\n\n\u2014 a AAAAAA==\n"),
                              std::string("te\rxt\n\n") + line,
                              std::string("te\xffxt\n\n") + line,
                              "text\n\n" + line.substr(0, line.size() - 1),
                              many,
                              std::string(70'000, 'x') + "\n\n" + line};
  for (const auto& wrong : none) {
    EXPECT_FALSE(Note::parse(wrong).has_value()) << wrong.substr(0, 60);
  }
  for (const auto* wrong : {"o\n1\n", "o\n01\nAAAA\n", "\n1\nAAAA\n", "o\n-1\nAAAA\n", "o\n1\nAAAA\n"})
    EXPECT_FALSE(Checkpoint::parse(wrong).has_value()) << wrong;
  EXPECT_FALSE(parse_size("9223372036854775808").has_value());
  EXPECT_EQ(parse_size("9223372036854775807"), 9223372036854775807u);
}

TEST(ProofFile, ProvesOfflineThatAnEventIsInTheLog) {
  Log log;
  const auto keys = log.keys.verifiers();
  const std::pair<std::size_t, std::size_t> places[] = {{0, 1}, {0, 2}, {4, 7}, {99, 100}, {64, 129}};
  for (const auto& [index, size] : places) {
    const auto file = log.proof(index, size).str();
    EXPECT_EQ(ProofFile::parse(file).value().str(), file);
    EXPECT_TRUE(proves(file, keys)) << index << " of " << size;
    EXPECT_TRUE(proves(file, {keys[0]}, kEvent));
    EXPECT_TRUE(
        proves(file, {keys[1]}, R"({"recordTime":"2026-11-23T08:30:00Z","quantity":12.5,"type":"ObjectEvent"})"))
        << "however it is written";
    EXPECT_FALSE(proves(file, keys, R"({"type":"ObjectEvent","quantity":12.51,"recordTime":"2026-11-23T08:30:00Z"})"));
  }
  // Without `extra` the event itself is needed.
  auto bare = log.proof(4, 7);
  bare.extra.clear();
  EXPECT_TRUE(proves(bare.str(), keys, kEvent));
  EXPECT_FALSE(proves(bare.str(), keys));
  EXPECT_FALSE(proves(bare.str(), keys, "{}"));
  EXPECT_FALSE(proves(bare.str(), keys, "no JSON"));
}

TEST(ProofFile, ProvesNothingToOtherKeys) {
  Log log;
  Log other;
  other.keys.keys[0].verifier.public_key[0] ^= 1;
  const auto keys = log.keys.verifiers();
  const auto file = log.proof(4, 7).str();
  EXPECT_FALSE(proves(file, {other.keys.keys[0].verifier}));
  EXPECT_FALSE(proves(file, {}));
  EXPECT_FALSE(proves(file, {keys[0], log.witness})) << "the witness has not signed";
  EXPECT_FALSE(proves(file, {log.witness}));
  auto foreign = keys[0];
  foreign.name = "elsewhere.example/log";
  EXPECT_FALSE(proves(file, {foreign}));
  auto cosigned = log.proof(4, 7);
  const auto text = Note::parse(cosigned.checkpoint).value().text;
  cosigned.checkpoint += sign(log.witness, log.witness_secret, text, 1764230400).str();
  EXPECT_TRUE(proves(cosigned.str(), {keys[0], log.witness}));
  EXPECT_TRUE(proves(cosigned.str(), keys)) << "who does not know the witness reads over it";
  EXPECT_FALSE(proves(cosigned.str(), {log.witness})) << "a witness alone says nothing of entries";
  EXPECT_EQ(last_line(verify_proof(cosigned.str(), {keys[0], log.witness}, kEvent)),
            "Not proven: that what the event says is true. The log keeps what was recorded, as it was.");
}

TEST(ProofFile, ProvesNothingWhenAnyByteIsChanged) {
  Log log;
  const auto keys = log.keys.verifiers();
  const auto file = log.proof(4, 7).str();
  ASSERT_TRUE(proves(file, keys));
  for (std::size_t i = 0; i < file.size(); ++i) {
    auto changed = file;
    changed[i] ^= 1;
    EXPECT_FALSE(proves(changed, keys)) << i << " of " << file;
    changed = file;
    changed.erase(i, 1);
    EXPECT_FALSE(proves(changed, keys)) << i << " left out of " << file;
  }
}

}  // namespace
}  // namespace shanhai::traceability::tlog
