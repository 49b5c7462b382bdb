#include "common/sheets/table.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/sheets/sheets.hpp"
#include "common/sheets/table_file.hpp"

namespace shanhai::sheets {
namespace {

Table sample() {
  Table out{"批次", {"批号", "数量", "金额"}, {}};
  out.rows.push_back({std::string("=1+1"), std::int64_t{1'000'000'000'000}, Money(-5)});
  out.rows.push_back({std::string("R1"), std::int64_t{-3}, Money(123405)});
  out.created = parse_rfc3339("2026-11-23T00:00:00Z").value();
  return out;
}

TEST(Table, IsReadBackFromBothFormats) {
  const std::vector<Cells> csv{{"批号", "数量", "金额"}, {"'=1+1", "1000000000000", "-0.05"}, {"R1", "-3", "1234.05"}};
  EXPECT_EQ(read_csv(to_csv(sample())).value(), csv);
  // The reader is of our own making (libzip, pugixml) and knows nothing of the writer.
  const auto xlsx = read_xlsx(to_xlsx(sample())).value();
  ASSERT_EQ(xlsx.size(), 3u);
  EXPECT_EQ(xlsx[1][0], "=1+1") << "text is text";
  EXPECT_EQ(xlsx[1][1], "1000000000000");
  EXPECT_EQ(xlsx[2], (Cells{"R1", "-3", "1234.05"}));
}

TEST(Table, IsTheSameBytesEachTime) {
  EXPECT_EQ(to_xlsx(sample()), to_xlsx(sample()));
  auto later = sample();
  later.created += std::chrono::hours(24);
  EXPECT_NE(to_xlsx(sample()), to_xlsx(later));
}

class Written : public testing::Test {
 protected:
  Written() {
    directory = (std::filesystem::temp_directory_path() / "shanhai-table-XXXXXX").string();
    if (!::mkdtemp(directory.data())) throw std::runtime_error("no temporary directory");
  }
  ~Written() override { std::filesystem::remove_all(directory); }

  std::string write(TableFormat format, std::size_t rows) {
    const auto path = directory + "/table." + std::string(extension_of(format));
    const auto file = TableFile::begin(
        format, path, {"采购情况统计表", {"统计期间：2026年"}, {"序号", "供应商", "净额（元）"}, {8, 30}, {}});
    for (std::size_t i = 0; i < rows; ++i)
      file->append({{static_cast<std::int64_t>(i + 1), std::string(i % 2 ? "@合作社" : "\"甲\",乙"), Money(-105)}});
    file->append_line("摘要：abc");
    file->finish();
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
  }

  std::string directory;
};

TEST_F(Written, IsReadBackFromBothFormats) {
  const auto csv = read_csv(write(TableFormat::csv, 2)).value();
  const std::vector<Cells> expected{
      {"采购情况统计表"},          {"统计期间：2026年"},       {"序号", "供应商", "净额（元）"},
      {"1", "\"甲\",乙", "-1.05"}, {"2", "'@合作社", "-1.05"}, {"摘要：abc"}};
  EXPECT_EQ(csv, expected);
  auto xlsx = read_xlsx(write(TableFormat::xlsx, 2)).value();
  ASSERT_EQ(xlsx.size(), expected.size());
  EXPECT_EQ(xlsx[2], expected[2]);
  EXPECT_EQ(xlsx[4], (Cells{"2", "@合作社", "-1.05"})) << "text is text";
  EXPECT_EQ(xlsx[5], expected[5]);
}

TEST_F(Written, NothingIsLeftBesideIt) {
  write(TableFormat::xlsx, 3000);
  write(TableFormat::csv, 3000);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory), {}), 2);
  EXPECT_EQ(read_csv(write(TableFormat::csv, 4000)).value().size(), 4004u) << "what stood there before is gone";
}

TEST_F(Written, ADiskThatIsAwayIsSaid) {
  const auto path = directory + "/none/table";
  EXPECT_THROW(TableFile::begin(TableFormat::csv, path, {"t", {}, {"a"}, {}, {}}), std::system_error);
}

}  // namespace
}  // namespace shanhai::sheets
