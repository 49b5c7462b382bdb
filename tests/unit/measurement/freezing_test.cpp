#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/auth/tokens.hpp"
#include "common/base/encoding.hpp"
#include "common/signing/keys.hpp"
#include "services/measurement/freezing/domain.hpp"
#include "services/measurement/freezing/verification.hpp"

namespace shanhai::measurement {
namespace {

Date day(const char* text) { return parse_date(text).value(); }

TEST(Freezing, AMonthAQuarterOrAYearThatIsOver) {
  EXPECT_EQ(to_string(parse_freezable("2026Q1")->to), "2026-03-31");
  EXPECT_EQ(to_string(parse_freezable("2026-02")->to), "2026-02-28");
  for (const auto* wrong : {"2026-02-01", "2026Q5", "", "soon"})
    EXPECT_TRUE(parse_freezable(wrong).has_error()) << wrong;
  const auto quarter = parse_freezable("2026Q1").value();
  EXPECT_EQ(check_over(quarter, day("2026-03-31"), 0).error().code, "period_not_over");
  EXPECT_FALSE(check_over(quarter, day("2026-04-01"), 0).has_error());
  EXPECT_EQ(check_over(quarter, day("2026-04-05"), 5).error().detail, "it may be frozen from 2026-04-06 on");
  EXPECT_FALSE(check_over(quarter, day("2026-04-06"), 5).has_error());
}

struct Signed {
  Signed() {
    const auth::Vault vault(std::string(32, 'm'), std::string(32, 'l'), random);
    std::vector<signing::StoredKey> stored;
    for (const auto kind : {signing::KeyKind::ed25519, signing::KeyKind::sm2}) {
      stored.push_back(signing::make_key(kind, "shanhai.example/v1/measurement", vault, "test", random));
      keys.push_back(signing::verifier_of(stored.back()).str());
    }
    std::string wrong;
    note = signing::open_keys(stored, vault, "test", "a test", wrong)
               .sign(text_of({"shanhai.example/v1/measurement", "2026Q1", "20260402.7.20260401.1.1.17", 3,
                              to_hex(sha256(figures))}));
    EXPECT_EQ(wrong, "");
  }
  SeededRandom random{20261127};
  std::string figures = "shanhai purchase volume, version 1\n2026-01\t440605\t100\t0\t1\t0\t1\n", note;
  std::vector<std::string> keys;
};

std::string said(const FrozenVerdict& verdict) {
  std::string out;
  for (const auto& line : verdict.lines) out += line + "\n";
  return out;
}

TEST(Freezing, ANoteStandsForItsFiguresOnly) {
  Signed made;
  const auto good = verify_frozen(made.note, made.figures, made.keys).value();
  EXPECT_TRUE(good.proven) << said(good);
  auto others = made.figures;
  others.replace(others.find("100"), 3, "101");
  EXPECT_FALSE(verify_frozen(made.note, others, made.keys)->proven);
  auto another = made.note;
  another.replace(another.find("rows 3"), 6, "rows 4");
  EXPECT_FALSE(verify_frozen(another, made.figures, made.keys)->proven);
  Signed stranger;
  stranger.random.fill({reinterpret_cast<std::uint8_t*>(stranger.figures.data()), 1});
  const auth::Vault vault(std::string(32, 'm'), std::string(32, 'l'), stranger.random);
  const auto key =
      signing::make_key(signing::KeyKind::sm2, "shanhai.example/v1/measurement", vault, "x", stranger.random);
  EXPECT_FALSE(verify_frozen(made.note, made.figures, {signing::verifier_of(key).str()})->proven);
  const auto elsewhere = signing::make_key(signing::KeyKind::sm2, "elsewhere/v1", vault, "x", stranger.random);
  EXPECT_FALSE(verify_frozen(made.note, made.figures, {signing::verifier_of(elsewhere).str()})->proven);
  EXPECT_FALSE(verify_frozen(made.note, made.figures, {})->proven) << "by nobody's key";
  EXPECT_TRUE(verify_frozen(made.note, made.figures, {"no key"}).has_error());
  EXPECT_TRUE(verify_frozen("no note", made.figures, made.keys).has_error());
  EXPECT_TRUE(parse_frozen_figures("a\nfrozen figures of purchase volume, version 1\nperiod 2026\nas_of 1\nrows x\n")
                  .has_error());
}

TEST(Freezing, FilesAreVerifiedWithExitCodes) {
  Signed made;
  const auto folder = std::filesystem::path(testing::TempDir()) / ("shanhai-frozen-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const FrozenFiles files{folder / "note", folder / "figures", made.keys};
  std::ofstream(files.note_file) << made.note;
  std::ofstream(files.figures_file) << made.figures;
  std::ostringstream out;
  EXPECT_EQ(verify_frozen_files(files, out), 0);
  EXPECT_NE(out.str().find("PROVEN: exactly these figures"), std::string::npos);
  std::ofstream(files.figures_file) << "others";
  EXPECT_EQ(verify_frozen_files(files, out), 1);
  EXPECT_EQ(verify_frozen_files({files.note_file, folder.string(), made.keys}, out), 2);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace shanhai::measurement
