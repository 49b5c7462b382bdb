#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "common/base/encoding.hpp"
#include "common/files/archive.hpp"

namespace shanhai::files {
namespace {

using namespace std::string_literals;

TEST(MediaType, IsReadFromTheBytes) {
  EXPECT_EQ(sniff_media_type("%PDF-1.7\n..."), "application/pdf");
  EXPECT_EQ(sniff_media_type("\x89PNG\r\n\x1A\n...."), "image/png");
  EXPECT_EQ(sniff_media_type("\xFF\xD8\xFF\xE0..."), "image/jpeg");
  EXPECT_EQ(sniff_media_type("营业执照\r\n"), "text/plain");
  EXPECT_EQ(sniff_media_type("MZ\x90\0"s), std::nullopt);
  EXPECT_EQ(sniff_media_type("PK\x03\x04"), std::nullopt);
  EXPECT_EQ(sniff_media_type("\xB0\xA1\xB0\xA1"), std::nullopt) << "GBK is no UTF-8";
  EXPECT_EQ(sniff_media_type("a\0b"s), std::nullopt);
  EXPECT_EQ(sniff_media_type(""), std::nullopt);
}

std::filesystem::path make_directory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "shanhai-archive.XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
  return pattern;
}

class Archive : public testing::Test {
 protected:
  ~Archive() override { std::filesystem::remove_all(directory_); }

  std::string place_of(const KeptFile& file) const {
    return (directory_ / "files" / file.sha256.substr(0, 2) / file.sha256).string();
  }

  const std::filesystem::path directory_ = make_directory();
  Workers workers_{1, 4};
  SeededRandom random_{1};
  FileArchive archive_{(directory_ / "files").string(), workers_, random_};
};

Upload upload(std::string_view bytes, std::string pointer = "/file") {
  return {{"a.txt", to_base64(bytes)}, std::move(pointer)};
}

TEST_F(Archive, KeepsAndGivesBack) {
  const auto kept = archive_.keep_blocking({upload("licence")});
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->front().media_type, "text/plain");
  EXPECT_EQ(kept->front().size_bytes, 7);
  EXPECT_EQ(kept->front().sha256, to_hex(sha256("licence")));
  EXPECT_EQ(archive_.read_blocking(kept->front()), "licence");
}

TEST_F(Archive, OnlyItsOwnerMayReadIt) {
  const auto kept = archive_.keep_blocking({upload("licence")});
  struct stat found {};
  ASSERT_EQ(::stat(place_of(kept->front()).c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((directory_ / "files").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700u);
}

TEST_F(Archive, TheSameBytesAreKeptOnce) {
  const auto first = archive_.keep_blocking({upload("same"), upload("same", "/other")});
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ((*first)[0].sha256, (*first)[1].sha256);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_)) files += entry.is_regular_file();
  EXPECT_EQ(files, 1u);
}

TEST_F(Archive, NamesEveryRefusedFileAndKeepsNone) {
  Upload broken = upload("x", "/b");
  broken.file.content_base64 = "not base64!";
  const auto kept = archive_.keep_blocking({upload("good", "/a"), broken, upload("", "/c"), upload("MZ\x90\x01", "/d"),
                                            upload(std::string(kFileBytesMax + 1, 'x'), "/e")});
  ASSERT_TRUE(kept.has_error());
  EXPECT_EQ(kept.error().kind, ErrorKind::unprocessable);
  EXPECT_EQ(kept.error().code, "file_refused");
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& field : kept.error().fields) found.emplace_back(field.pointer, field.code);
  const std::vector<std::pair<std::string, std::string>> expected = {{"/b/content_base64", "invalid_base64"},
                                                                     {"/c/content_base64", "empty_file"},
                                                                     {"/d/content_base64", "unsupported_file_type"},
                                                                     {"/e/content_base64", "file_too_large"}};
  EXPECT_EQ(found, expected);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "files"));
}

TEST_F(Archive, TheLargestFileIsKept) {
  EXPECT_TRUE(archive_.keep_blocking({upload(std::string(kFileBytesMax, 'x'))}).has_value());
}

TEST_F(Archive, WritesADamagedFileAgain) {
  const auto kept = archive_.keep_blocking({upload("licence")});
  std::ofstream(place_of(kept->front())) << "forged!";
  ASSERT_TRUE(archive_.keep_blocking({upload("licence")}).has_value());
  EXPECT_EQ(archive_.read_blocking(kept->front()), "licence");
}

TEST_F(Archive, SaysWhatKeptItFromWriting) {
  const std::string place = (directory_ / "taken").string();
  std::ofstream(place) << "a file where the directory should be";
  FileArchive archive(place, workers_, random_);
  EXPECT_THROW(archive.keep_blocking({upload("licence")}), std::system_error);
}

TEST_F(Archive, NoticesDamage) {
  const auto kept = archive_.keep_blocking({upload("licence")});
  std::ofstream(place_of(kept->front())) << "forged!";
  EXPECT_THROW(archive_.read_blocking(kept->front()), std::runtime_error);
  std::filesystem::remove(place_of(kept->front()));
  EXPECT_THROW(archive_.read_blocking(kept->front()), std::runtime_error);
}

}  // namespace
}  // namespace shanhai::files
