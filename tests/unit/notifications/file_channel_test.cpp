#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/notifications/notifications.hpp"

namespace shanhai::notifications {
namespace {

namespace fs = std::filesystem;

class FileChannelTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "channel.XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    parent_ = name;
  }
  void TearDown() override {
    fs::permissions(parent_, fs::perms::owner_all);
    fs::remove_all(parent_);
  }

  static unsigned mode_of(const fs::path& path) {
    struct stat found {};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 07777;
  }
  static std::string text_of(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory()), fs::directory_iterator()));
  }
  fs::path directory() const { return parent_ / "deep" / "outbox"; }

  SeededRandom random_{7};
  Message message(const std::string& text) {
    return {NotificationId::make(SystemClock(), random_), "13800000000", text};
  }
  fs::path parent_;
};

TEST_F(FileChannelTest, WritesOneFileThatOnlyItsOwnerReads) {
  const auto before = ::umask(0);  // the modes are the channel's own, not the umask's
  FileChannel channel(directory().string());
  const auto sent = message("验证码 123456");
  channel.send(sent);
  ::umask(before);
  const auto file = directory() / (sent.id.str() + ".json");
  EXPECT_EQ(mode_of(directory()), 0700u);
  EXPECT_EQ(mode_of(file), 0600u);
  const auto content = json::parse_value(text_of(file));
  ASSERT_TRUE(content.has_value());
  EXPECT_EQ(content->at("phone").as_string(), "13800000000");
  EXPECT_EQ(content->at("text").as_string(), "验证码 123456");
}

TEST_F(FileChannelTest, SameMessageTwiceIsOneFile) {
  FileChannel channel(directory().string());
  const auto sent = message("a");
  channel.send(sent);
  channel.send(sent);
  EXPECT_EQ(files(), 1u);
}

TEST_F(FileChannelTest, AttemptThatBrokeOffIsOverwritten) {
  FileChannel channel(directory().string());
  const auto sent = message("whole");
  const auto half = directory() / ("." + sent.id.str() + ".new");
  std::ofstream(half) << "ha";
  fs::permissions(half, fs::perms::all);
  channel.send(sent);
  EXPECT_EQ(files(), 1u);
  EXPECT_EQ(mode_of(directory() / (sent.id.str() + ".json")), 0600u);
}

TEST_F(FileChannelTest, DirectoryOpenToOthersIsClosed) {
  fs::create_directories(directory());
  fs::permissions(directory(), fs::perms::all);
  FileChannel channel(directory().string());
  EXPECT_EQ(mode_of(directory()), 0700u);
}

TEST_F(FileChannelTest, WhatIsNoDirectoryIsRefused) {
  fs::create_directories(directory().parent_path());
  std::ofstream(directory()) << "a file";
  EXPECT_THROW(FileChannel(directory().string()), std::runtime_error);
  fs::remove(directory());
  fs::create_symlink(parent_, directory());
  EXPECT_THROW(FileChannel(directory().string()), std::runtime_error);
}

TEST_F(FileChannelTest, FailureToWriteIsThrown) {
  FileChannel channel(directory().string());
  fs::remove_all(directory());
  EXPECT_THROW(channel.send(message("a")), std::runtime_error);
}

}  // namespace
}  // namespace shanhai::notifications
