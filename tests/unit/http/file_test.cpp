// Files as answers: whole, in part, and what happens where they end early.
#include "common/http/file_answer.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/http/served.hpp"

namespace shanhai::http {
namespace {

struct FileRoutes {
  Task<Result<Response>> file(Request& request) {
    auto opened = OpenFile::open(path);
    if (!opened) co_return Error::not_found("file");
    if (!truncated_to.empty()) std::filesystem::resize_file(path, std::stoul(truncated_to));
    co_return file_answer(request, std::move(opened), "v1", "text/csv", "采购.csv");
  }
  std::string path, truncated_to;
};

class Files : public Served {
 protected:
  Files() {
    for (int i = 0; i < 400'000; ++i) content += std::to_string(i) + "\n";  // 2.7 MB: several pieces
    files.path = (std::filesystem::temp_directory_path() / ("shanhai-file-" + std::to_string(::getpid()))).string();
    std::ofstream(files.path, std::ios::binary) << content;
    table.mount<FileRoutes>(files, {{Method::get, "/file", Access::anyone(), &FileRoutes::file,
                                     Contract("A file").reply_media(200, "text/csv")}});
    start();
  }
  ~Files() override { std::filesystem::remove(files.path); }

  std::string content;
  FileRoutes files;
};

TEST_F(Files, AreSentWhole) {
  auto connection = connect();
  const std::string ask = "GET /file HTTP/1.1\r\nHost: t\r\nAccept-Encoding: gzip\r\n\r\n";
  for (int i = 0; i < 3; ++i) {
    const auto answer = connection.ask(ask);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, content) << "the connection goes on, " << i;
    EXPECT_EQ(answer.header("accept-ranges"), "bytes");
    EXPECT_EQ(answer.header("etag"), "\"v1\"");
    EXPECT_EQ(answer.header("content-encoding"), "");
    EXPECT_EQ(answer.header("content-type"), "text/csv; charset=utf-8");
  }
  connection.send("HEAD /file HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(connection.read(true).header("content-length"), std::to_string(content.size()));
  EXPECT_EQ(connection.ask(ask).body, content);
  EXPECT_EQ(get("/file", "If-None-Match: \"v1\"\r\n").status, 304);
  EXPECT_EQ(get("/file", "If-None-Match: \"v1\"\r\nRange: bytes=0-1\r\n").status, 304);
}

TEST_F(Files, AreSentInPartWhereOneRangeIsAskedFor) {
  const auto size = content.size();
  const struct {
    std::string range;
    int status;
    std::size_t first, length;
  } cases[] = {{"bytes=0-0", 206, 0, 1},
               {"bytes=100-1099", 206, 100, 1000},
               {"bytes=300000-", 206, 300'000, size - 300'000},
               {"bytes=-7", 206, size - 7, 7},
               {"bytes=-99999999", 206, 0, size},
               {"bytes=5-99999999999", 206, 5, size - 5},
               {"bytes=0-1,5-6", 200, 0, size},
               {"bytes=9-3", 200, 0, size},
               {"bytes=a-b", 200, 0, size},
               {"lines=0-1", 200, 0, size}};
  for (const auto& c : cases) {
    const auto answer = get("/file", "Range: " + c.range + "\r\n");
    EXPECT_EQ(answer.status, c.status) << c.range;
    EXPECT_TRUE(answer.body == content.substr(c.first, c.length)) << c.range;
    const auto range =
        "bytes " + std::to_string(c.first) + '-' + std::to_string(c.first + c.length - 1) + '/' + std::to_string(size);
    EXPECT_EQ(answer.header("content-range"), c.status == 206 ? range : "") << c.range;
  }
  for (const auto* none : {"bytes=99999999-", "bytes=-0"}) {
    const auto answer = get("/file", "Range: " + std::string(none) + "\r\n");
    EXPECT_EQ(answer.status, 416) << none;
    EXPECT_EQ(answer.header("content-range"), "bytes */" + std::to_string(size));
    EXPECT_EQ(code_of(answer), "range_not_satisfiable");
  }
  EXPECT_EQ(get("/file", "Range: bytes=1-2\r\nIf-Range: \"v1\"\r\n").status, 206);
  EXPECT_EQ(get("/file", "Range: bytes=1-2\r\nIf-Range: \"v0\"\r\n").status, 200);
}

TEST_F(Files, TheConnectionEndsWhereTheFileDoes) {
  files.truncated_to = "300000";
  auto connection = connect();
  EXPECT_EQ(connection.ask("GET /file HTTP/1.1\r\nHost: t\r\n\r\n").status, 0) << "what was promised does not come";
}

}  // namespace
}  // namespace shanhai::http
