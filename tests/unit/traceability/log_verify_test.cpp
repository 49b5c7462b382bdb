// `shanhai verify` as it is called: files, keys, exit codes, words.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/auth/tokens.hpp"
#include "common/base/encoding.hpp"
#include "services/traceability/log/keys.hpp"
#include "services/traceability/log/verification.hpp"
#include "services/traceability/log/verify.hpp"

namespace shanhai::traceability {
namespace {

constexpr auto kOrigin = "shanhai.example/v1/log";
const std::string kEvent = R"({"recordTime":"2026-11-23T08:30:00Z","type":"ObjectEvent"})";

class Verify : public testing::Test {
 protected:
  Verify() {
    std::filesystem::create_directory(directory);
    const auto made = auth::SigningKey::make(random);
    keys.keys.push_back({{kOrigin, tlog::KeyKind::ed25519, made.public_key}, made.secret});
    const auto entry = tlog::entry_of(kEvent).value();
    const auto root = tlog::leaf_hash(entry);
    write("proof", tlog::ProofFile{entry, 0, {}, keys.sign(tlog::Checkpoint{kOrigin, 1, root}.text())}.str());
    write("event", kEvent);
  }
  ~Verify() override { std::filesystem::remove_all(directory); }

  std::string path(const std::string& name) const { return (directory / name).string(); }
  void write(const std::string& name, const std::string& content) {
    std::ofstream(path(name), std::ios::binary) << content;
  }
  int verify(const std::string& proof, const std::vector<std::string>& by,
             const std::optional<std::string>& event = std::nullopt) {
    std::ostringstream out;
    const auto code = verify_file({path(proof), by, event ? std::optional(path(*event)) : std::nullopt}, out);
    said = out.str();
    return code;
  }
  std::string key() const { return keys.verifiers().front().str(); }

  SecureRandom random;
  const std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("shanhai-verify." + random.token(9));
  tlog::SigningKeys keys;
  std::string said;
};

TEST_F(Verify, GivesTwoForADirectory) {
  std::filesystem::create_directory(directory / "folder");
  EXPECT_EQ(verify("folder", {key()}), 2);
  EXPECT_EQ(verify("proof", {key()}, "folder"), 2);
  EXPECT_EQ(said, "");
}

TEST_F(Verify, GivesZeroForWhatIsProven) {
  EXPECT_EQ(verify("proof", {key()}), 0) << said;
  EXPECT_NE(said.find("PROVEN: an event with exactly this digest"), said.npos) << said;
  EXPECT_NE(said.find("Not proven: what the event says."), said.npos) << said;
  EXPECT_EQ(verify("proof", {key()}, "event"), 0) << said;
  EXPECT_NE(said.find("PROVEN: exactly this event"), said.npos) << said;
  EXPECT_NE(said.find("Not proven: that what the event says is true."), said.npos) << said;
  EXPECT_NE(said.find("Not proven: that the log shows everybody the same tree."), said.npos) << said;
}

TEST_F(Verify, GivesOneForWhatIsNot) {
  write("another", R"({"recordTime":"2026-11-23T08:30:01Z","type":"ObjectEvent"})");
  EXPECT_EQ(verify("proof", {key()}, "another"), 1);
  EXPECT_TRUE(said.starts_with("NOT PROVEN: the event is another")) << said;
  const auto stranger = auth::SigningKey::make(random);
  const tlog::VerifierKey strange{kOrigin, tlog::KeyKind::ed25519, stranger.public_key};
  EXPECT_EQ(verify("proof", {strange.str()}), 1);
  EXPECT_NE(said.find("has not signed the checkpoint"), said.npos) << said;
  EXPECT_EQ(verify("event", {key()}), 1) << "it is no proof file";
  write("half", "c2sp.org/tlog-proof@v1\nindex 0\n");
  EXPECT_EQ(verify("half", {key()}), 1);
  write("nonsense", "{");
  EXPECT_EQ(verify("proof", {key()}, "nonsense"), 1);
}

TEST_F(Verify, GivesTwoForWhatCannotBeChecked) {
  EXPECT_EQ(verify("proof", {"no key"}), 2);
  EXPECT_EQ(verify("absent", {key()}), 2);
  EXPECT_EQ(verify("proof", {key()}, "absent"), 2);
}

}  // namespace
}  // namespace shanhai::traceability
