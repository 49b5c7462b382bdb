#include "common/sheets/rows.hpp"

#include <gtest/gtest.h>
#include <zip.h>

#include <memory>

namespace shanhai::sheets {
namespace {

using Rows = std::vector<Cells>;
using Parts = std::vector<std::pair<std::string, std::string>>;

// A ZIP archive of those entries.
std::string zipped(const Parts& parts) {
  zip_error_t failed;
  zip_error_init(&failed);
  auto* source = zip_source_buffer_create(nullptr, 0, 0, &failed);
  zip_source_keep(source);
  auto* archive = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &failed);
  for (const auto& [name, content] : parts) {
    auto* part = zip_source_buffer(archive, content.data(), content.size(), 0);
    zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8);
  }
  zip_close(archive);
  std::string out;
  zip_source_open(source);
  char chunk[4096];
  for (zip_int64_t count; (count = zip_source_read(source, chunk, sizeof chunk)) > 0;) {
    out.append(chunk, static_cast<std::size_t>(count));
  }
  zip_source_close(source);
  zip_source_free(source);
  zip_error_fini(&failed);
  return out;
}

Parts workbook(const std::string& rows, const std::string& strings = {}) {
  Parts out = {{"xl/workbook.xml",
                R"(<workbook xmlns:r="x"><sheets><sheet name="a" sheetId="1" r:id="rId7"/></sheets></workbook>)"},
               {"xl/_rels/workbook.xml.rels",
                R"(<Relationships><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>)"},
               {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}};
  if (!strings.empty()) out.push_back({"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"});
  return out;
}

std::string xlsx(const std::string& rows, const std::string& strings = {}) { return zipped(workbook(rows, strings)); }

std::string refusal(const Result<Rows>& read) {
  if (read.has_value()) return "read";
  const auto& field = read.error().fields.at(0);
  return field.pointer + ' ' + field.code;
}

TEST(Csv, ReadsWhatSpreadsheetsWrite) {
  const Rows plain = {{"a", "b"}, {"1", "二"}};
  EXPECT_EQ(read_csv("a,b\n1,二\n").value(), plain);
  EXPECT_EQ(read_csv("\xEF\xBB\xBF"
                     "a,b\r\n1,二\r\n")
                .value(),
            plain);
  EXPECT_EQ(read_csv("a,b\n\n1,二").value(), plain);  // empty lines do not count
  EXPECT_EQ(read_csv("\"a\",\"b\"\n\"1\",\"二\"").value(), plain);
  EXPECT_EQ(read_csv("\"x,\"\"y\"\"\nz\"\n").value(), (Rows{{"x,\"y\"\nz"}}));
  EXPECT_EQ(read_csv("").value(), Rows());
}

TEST(Csv, TakesGbkForWhatItIs) {
  const std::string gbk = "\xBF\xEC\xB5\xDD\xB9\xAB\xCB\xBE,a\n\xCB\xB3\xB7\xE1,1\n";  // 快递公司, 顺丰
  EXPECT_EQ(read_csv(gbk).value(), (Rows{{"快递公司", "a"}, {"顺丰", "1"}}));
  EXPECT_EQ(refusal(read_csv("a,\xFF\xFF\n")), " unknown_encoding");
}

TEST(Csv, IsRefusedAtTheWrongPlace) {
  Limits limits;
  limits.rows = 2;
  limits.columns = 2;
  limits.cell_bytes = 4;
  EXPECT_EQ(refusal(read_csv("a\n\"b", limits)), " invalid_csv");
  EXPECT_EQ(refusal(read_csv("a\nb\"c", limits)), " invalid_csv");
  EXPECT_EQ(refusal(read_csv("a\nb\nc", limits)), " too_many_rows");
  EXPECT_EQ(refusal(read_csv("a\nb,c,d", limits)), "/1 too_many_cells");
  EXPECT_EQ(refusal(read_csv("a\nb,12345", limits)), "/1/B cell_too_long");
}

TEST(Csv, WritesNoFormulas) {
  EXPECT_EQ(write_csv({{"=1+1", "a\"b"}, {"-x", ""}}), "\xEF\xBB\xBF\"'=1+1\",\"a\"\"b\"\r\n\"'-x\",\"\"\r\n");
  EXPECT_EQ(read_csv(write_csv({{"名", "2"}})).value(), (Rows{{"名", "2"}}));
}

TEST(Columns, HaveLetters) {
  EXPECT_EQ(column_letters(0), "A");
  EXPECT_EQ(column_letters(25), "Z");
  EXPECT_EQ(column_letters(26), "AA");
  EXPECT_EQ(column_letters(701), "ZZ");
  EXPECT_EQ(column_letters(702), "AAA");
}

TEST(Xlsx, ReadsTextsNumbersAndGaps) {
  const auto file =
      xlsx(R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>b &amp; c</t></is></c></row>)"
           R"(<row r="2"><c r="A2"><v>6.22E11</v></c><c r="B2"><v>0.5</v></c><c r="C2" t="str"><v>= x</v></c></row>)"
           R"(<row r="4"><c r="A4" t="s"><v>1</v></c></row><row r="5"><c r="A5"/></row>)",
           "<si><t>快递</t></si><si><r><t>顺</t></r><r><t>丰</t></r><rPh><t>shun</t></rPh></si>");
  EXPECT_EQ(read(file).value(), (Rows{{"快递", "", "b & c"}, {"622000000000", "0.5", "= x"}, {"顺丰"}}));
}

TEST(Xlsx, RefusesNumbersThatASpreadsheetRounded) {
  EXPECT_EQ(refusal(read(xlsx(R"(<row><c><v>1</v></c></row><row><c/><c><v>1.2345678901234567E+17</v></c></row>)"))),
            "/1/B number_not_exact");
  EXPECT_EQ(read(xlsx(R"(<row><c><v>999999999999999</v></c></row>)")).value(), (Rows{{"999999999999999"}}));
  EXPECT_EQ(read(xlsx("")).value(), Rows());
  EXPECT_EQ(refusal(read(xlsx(R"(<row><c t="e"><v>#N/A</v></c></row>)"))), "/0/A formula_error");
}

// Spreadsheets store seventeen digits and show fifteen.
TEST(Xlsx, ReadsFractionsAsTheyAreShown) {
  EXPECT_EQ(
      read(xlsx(R"(<row><c><v>19.899999999999999</v></c><c><v>58.5</v></c><c><v>0.10000000000000001</v></c></row>)"))
          .value(),
      (Rows{{"19.9", "58.5", "0.1"}}));
}

TEST(Xlsx, ReadsCharactersThatXmlCannotHold) {
  EXPECT_EQ(read(xlsx(R"(<row><c t="inlineStr"><is><t>a_x000D_b_x005F_x000D_ _x_</t></is></c></row>)")).value(),
            (Rows{{"a\rb_x000D_ _x_"}}));
}

// Rows are numbered as people see them, and one wrong cell refuses no table.
TEST(LongTables, TellRowsByTheirNumbers) {
  std::vector<std::string> told;
  const auto sink = [&](Row row) {
    auto line = std::to_string(row.number);
    for (const auto& cell : row.cells) line += " " + cell;
    for (const auto& cell : row.wrong) line += " !" + column_letters(cell.column) + cell.code;
    told.push_back(std::move(line));
    return row.number < 9;
  };
  LongLimits limits;
  limits.cell_bytes = 4;
  limits.columns = 3;
  ASSERT_TRUE(read_rows("a,b\n\n\"x\ny\",12345,c\n1,2,3,4\n", limits, sink).has_value());
  EXPECT_EQ(told, (std::vector<std::string>{"1 a b", "3 x\ny  c !Bcell_too_long", "4 1 2 3 !Dtoo_many_cells"}));
  told.clear();
  const std::string rows =
      R"(<x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c></x:row><x:row r="7"><x:c t="e"><x:v>#N/A</x:v></x:c></x:row>)"
      R"(<x:row r="9"><x:c><x:v>1.2345678901234567E+17</x:v></x:c></x:row><x:row r="10"><x:c><x:v>1</x:v></x:c></x:row>)";
  auto parts = workbook("");
  parts[2].second = "<x:worksheet><x:sheetData>" + rows + "</x:sheetData></x:worksheet>";
  ASSERT_TRUE(read_rows(zipped(parts), limits, sink).has_value());
  EXPECT_EQ(told, (std::vector<std::string>{"2  7", "7 !Aformula_error", "9 !Anumber_not_exact"}));
}

// Whatever is wrong in a row takes no more memory than its text may.
TEST(LongTables, TellOfARowNoMoreThanAPersonReads) {
  LongLimits limits;
  limits.columns = 3;
  std::vector<WrongCell> told;
  const auto sink = [&](Row row) {
    std::move(row.wrong.begin(), row.wrong.end(), std::back_inserter(told));
    return true;
  };
  std::string many, wrong;
  for (int i = 0; i < 2000; ++i) many += "<c/>";
  for (int i = 0; i < 2000; ++i) wrong += R"(<c r="A1" t="e"><v>#N/A</v></c>)";
  ASSERT_TRUE(read_rows(xlsx("<row>" + many + "</row><row>" + many + "</row>"), limits, sink).has_value());
  ASSERT_EQ(told.size(), 2u) << "once of each row";
  EXPECT_EQ(told[1].column, 3u);
  EXPECT_EQ(told[1].code, "too_many_cells");
  told.clear();
  const auto broken = [](const std::string& text) { return "<row><c t=\"e\"><v>" + text + "</v></c></row>"; };
  const std::string long_one = std::string(98, 'x') + "错误";
  ASSERT_TRUE(read_rows(xlsx(broken(long_one) + broken("\xFF") + broken("#N/A")), limits, sink).has_value());
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0].detail, std::string(98, 'x'));
  EXPECT_EQ(told[1].detail, "");
  EXPECT_EQ(told[2].detail, "#N/A");
  limits.bytes = 100'000;
  EXPECT_EQ(read_rows(xlsx("<row>" + wrong + "</row>"), limits, sink).error().fields.at(0).code,
            "file_expands_too_far");
}

TEST(LongTables, AreReadAcrossPiecesOfTheirArchive) {
  std::string rows;
  for (int i = 1; i <= 20'000; ++i) {
    const auto n = std::to_string(i);
    rows += "<row r=\"" + n + "\"><c t=\"inlineStr\"><is><t>第" + n + "行 &lt;/row></t></is></c><c><v>" + n +
            "</v></c></row>";
  }
  LongLimits limits;
  limits.rows = 20'000;
  std::size_t seen = 0;
  const auto sink = [&](Row row) {
    ++seen;
    EXPECT_EQ(row.cells, (Cells{"第" + std::to_string(seen) + "行 </row>", std::to_string(seen)}));
    return row.number == seen;
  };
  ASSERT_TRUE(read_rows(xlsx(rows), limits, sink).has_value());
  EXPECT_EQ(seen, 20'000u);
  limits.bytes = 100'000;
  EXPECT_EQ(read_rows(xlsx(rows), limits, [](Row) { return true; }).error().fields.at(0).code, "file_expands_too_far");
}

TEST(Xlsx, RefusesWhatIsNone) {
  EXPECT_EQ(refusal(read(std::string("PK\x03\x04 nonsense", 13))), " invalid_xlsx");
  EXPECT_EQ(refusal(read(zipped({{"a.txt", "a"}}))), " invalid_xlsx");
  EXPECT_EQ(refusal(read(xlsx("<row><c t=\"s\"><v>9</v></c></row>"))), " invalid_xlsx");
  EXPECT_EQ(refusal(read(xlsx("<row><c></row>"))), " invalid_xlsx");
  EXPECT_EQ(read(xlsx(R"(<row r="1048576"><c><v>1</v></c></row>)")).value(), (Rows{{"1"}}));
  EXPECT_EQ(refusal(read(xlsx(R"(<row r="1048577"><c><v>1</v></c></row>)"))), " invalid_xlsx") << "no sheet is longer";
  EXPECT_EQ(refusal(read(xlsx(R"(<row r="184467440737095517"><c><v>1</v></c></row>)"))), " invalid_xlsx");
  auto cut = xlsx("<row><c><v>1</v></c></row>");
  cut.resize(cut.size() / 2);
  EXPECT_EQ(refusal(read(cut)), " invalid_xlsx");
}

TEST(Xlsx, DoesNotExpandWithoutEnd) {
  const std::string zeros(20 << 20, ' ');  // 20 MiB that shrink to 20 KiB
  EXPECT_EQ(refusal(read(xlsx("<row><c><v>1</v></c></row>" + zeros))), " file_expands_too_far");
  Parts many = workbook("<row><c><v>1</v></c></row>");
  for (int i = 0; i < 300; ++i) many.push_back({"x" + std::to_string(i), "x"});
  EXPECT_EQ(refusal(read(zipped(many))), " file_expands_too_far");
  for (const auto part : {std::size_t{0}, std::size_t{1}}) {  // the workbook, and what belongs to it
    auto wide = workbook("<row><c><v>1</v></c></row>");
    std::string nodes;  // that shrink as a spreadsheet's do
    for (unsigned i = 0; nodes.size() < (1 << 20) + 100; ++i) nodes += "<a" + std::to_string(i * 2654435761U) + "/>";
    wide[part].second.insert(wide[part].second.rfind("</"), nodes);
    EXPECT_EQ(refusal(read(zipped(wide))), " file_expands_too_far");
  }
  Limits limits;
  limits.rows = 2;
  EXPECT_EQ(
      refusal(read(xlsx("<row><c><v>1</v></c></row><row><c><v>1</v></c></row><row><c><v>1</v></c></row>"), limits)),
      " too_many_rows");
  EXPECT_EQ(refusal(read(xlsx(R"(<row><c r="XFD1"><v>1</v></c></row>)"))), "/0 too_many_cells");
}

}  // namespace
}  // namespace shanhai::sheets
