#include <gtest/gtest.h>

#include "services/orders/payment/bank_transfer/statement.hpp"
#include "services/orders/payment/domain.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::orders {
namespace {

const std::string kHead = "booked_on,amount_fen,reference,payer_name,entry_number\n";

TEST(ReferenceCode, IsFoundInFreeText) {
  SeededRandom random(fixture::seed());
  for (int i = 0; i < 500; ++i) {
    const auto code = make_reference_code(random);
    ASSERT_TRUE(is_reference_code(code)) << code;
    ASSERT_EQ(code.size(), 12U);
    std::string lower = code;
    for (auto& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const auto& text : {code, "采购款 " + code, "采购款" + code + "。", lower, code + "/" + code, "SH " + code}) {
      ASSERT_EQ(find_reference_codes(text), std::vector<std::string>{code}) << text;
    }
    ASSERT_TRUE(find_reference_codes("X" + code).empty());
    ASSERT_TRUE(find_reference_codes(code + "7").empty());
  }
}

TEST(ReferenceCode, ASlipOfTheFingerMatchesNothing) {
  SeededRandom random(fixture::seed());
  const std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXY";
  for (int i = 0; i < 200; ++i) {
    const auto code = make_reference_code(random);
    for (std::size_t at = 2; at < code.size(); ++at) {
      for (const char c : alphabet) {
        if (c == code[at]) continue;
        auto other = code;
        other[at] = c;
        ASSERT_FALSE(is_reference_code(other)) << code << ' ' << other;
      }
      if (at + 1 < code.size() && code[at] != code[at + 1]) {
        auto swapped = code;
        std::swap(swapped[at], swapped[at + 1]);
        ASSERT_FALSE(is_reference_code(swapped)) << code << ' ' << swapped;
      }
    }
  }
}

TEST(Statement, ReadsQuotesAndLineEnds) {
  const auto entries = parse_statement(
      "\xEF\xBB\xBF" + kHead + "2026-11-23,12990,\"采购款, \"\"加急\"\" SH\",某公司,E-1\r\n\n2026-11-24,-5,,,E-2");
  ASSERT_TRUE(entries.has_value()) << entries.error().fields[0].pointer;
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ((*entries)[0].amount, Money(12990));
  EXPECT_EQ((*entries)[0].reference, "采购款, \"加急\" SH");
  EXPECT_EQ((*entries)[0].entry_number, "E-1");
  EXPECT_EQ((*entries)[1].amount, Money(-5));
}

TEST(Statement, IsReadAsBanksInChinaSaveIt) {
  const std::string company = "\xC4\xB3\xB9\xAB\xCB\xBE";  // 某公司 in GBK
  const auto entries = parse_statement(kHead + "2026-11-23,12990,SH," + company + ",E-1\n");
  ASSERT_TRUE(entries.has_value());
  EXPECT_EQ(entries->at(0).payer_name, "某公司");
}

TEST(Statement, NamesTheWrongCell) {
  struct Row {
    std::string csv;
    const char* pointer;
    const char* code;
  };
  const Row rows[] = {
      {"", "/0", "unexpected_head"},
      {"a,b\n", "/0", "unexpected_head"},
      {kHead, "", "out_of_range"},
      {kHead + "2026-11-23,1,x,y\n", "/1", "wrong_number_of_cells"},
      {kHead + "2026-11-31,1,x,y,E1\n", "/1/booked_on", "expected_date"},
      {kHead + "2026-11-23,1.5,x,y,E1\n", "/1/amount_fen", "expected_integer"},
      {kHead + "2026-11-23,,x,y,E1\n", "/1/amount_fen", "expected_integer"},
      {kHead + "2026-11-23,99999999999999999999,x,y,E1\n", "/1/amount_fen", "expected_integer"},
      {kHead + "2026-11-23,100000000000001,x,y,E1\n", "/1/amount_fen", "out_of_range"},
      {kHead + "2026-11-23,-9223372036854775808,x,y,E1\n", "/1/amount_fen", "out_of_range"},
      {kHead + "2026-11-23,1,\"x\ny\",y,E1\n", "/1/reference", "control_character"},
      {kHead + "2026-11-23,1,x,y\x01,E1\n", "/1/payer_name", "control_character"},
      {kHead + "2026-11-23,1,x,y,\n", "/1/entry_number", "out_of_range"},
      {kHead + "2026-11-23,1,x,y,号码\n", "/1/entry_number", "out_of_range"},
      {kHead + "2026-11-23,1,\xff,y,E1\n", "", "unknown_encoding"},
      {kHead + "2026-11-23,1," + std::string(4001, 'x') + ",y,E1\n", "/1/C", "cell_too_long"},
      {kHead + "2026-11-23,1,x," + std::string(201, 'y') + ",E1\n", "/1/payer_name", "out_of_range"},
      {kHead + "2026-11-23,1,x,y,E1\n2026-11-23,1,x,y,E1\n", "/2/entry_number", "repeated"},
      {kHead + "2026-11-23,1,\"x,y,E1\n", "", "invalid_csv"},
      {kHead + "2026-11-23,1,a\"b\",y,E1\n", "", "invalid_csv"},
  };
  for (const auto& row : rows) {
    const auto parsed = parse_statement(row.csv);
    ASSERT_TRUE(parsed.has_error()) << row.csv;
    EXPECT_EQ(parsed.error().fields.at(0).pointer, row.pointer) << row.csv;
    EXPECT_EQ(parsed.error().fields.at(0).code, row.code) << row.csv;
  }
}

TEST(Statement, HasALimit) {
  std::string csv = kHead;
  for (std::size_t i = 0; i <= kMaxStatementEntries; ++i) csv += "2026-11-23,1,x,y,E" + std::to_string(i) + "\n";
  EXPECT_EQ(parse_statement(csv).error().fields.at(0).code, "out_of_range");
}

}  // namespace
}  // namespace shanhai::orders
