#include "common/sheets/table.hpp"

#include <gtest/gtest.h>

#include "common/sheets/sheets.hpp"

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

}  // namespace
}  // namespace shanhai::sheets
