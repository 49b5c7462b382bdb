#include "common/base/encoding.hpp"
#include "services/traceability/trace/page.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

class Traces : public World {
 protected:
  TestEntry report(const char* number, TestResult result = TestResult::pass) {
    TestEntry entry;
    entry.laboratory = "凉山州农产品质量检验检测中心";
    entry.report_number = number;
    entry.result = result;
    entry.tested_on = today();
    entry.items = {{"水分", "6.1 %", Text<1, 60>("≤ 10 %")}};
    entry.file = {"检测报告.txt", to_base64("合格")};
    return entry;
  }
};

TEST_F(Traces, TellTheWholeJourney) {
  const auto chain = tea();
  must(evidence.add_test(chain.owner, chain.processed.lot_id, report("LS1"), {}));
  must(evidence.certify(chain.owner, chain.raw.lot_id, {"吉克阿木家庭农场", "13800138000", "不使用禁用农药兽药"}, {}));
  certify(product_of(chain.sku), clock.now(), clock.now() + std::chrono::hours(24 * 365));
  put_on_sale(chain, 60);
  ship(chain, 4, "440605");
  ship(chain, 2, "440106");
  const auto view = trace(chain.packed);
  std::vector<std::string> steps;
  for (const auto& step : view.journey) steps.push_back(name_of(step.step));
  EXPECT_EQ(steps, (std::vector<std::string>{"harvest", "process", "test", "pack", "certificate", "sale", "ship"}));
  EXPECT_EQ(view.households, 2);
  EXPECT_EQ(view.county, kZhaojue);
  EXPECT_EQ(view.supplier_name, "昭觉县苦荞农民专业合作社");
  ASSERT_EQ(view.tests.size(), 1u);
  EXPECT_EQ(view.tests[0].file_sha256, to_hex(sha256("合格")));
  ASSERT_TRUE(view.commitment_certificate.has_value());
  ASSERT_TRUE(view.certification.has_value());
  EXPECT_EQ(view.certification->status, CertificationStanding::valid);
  EXPECT_FALSE(view.recalled);
}

// Nothing that identifies a household comes out of what anybody may read, or what other services are told.
TEST_F(Traces, NeverTellWhoAHouseholdIs) {
  const auto chain = tea();
  must(evidence.certify(chain.owner, chain.raw.lot_id, {"阿木一", "13800138000", "不使用禁用农药兽药"}, {}));
  put_on_sale(chain, 60);
  const auto view = trace(chain.packed);
  const auto text = json::print(view) + trace_page(view, http::Language::zh).body;
  for (const auto& secret : {std::string("阿木一"), std::string("13800138000"), chain.households[0].str()})
    EXPECT_EQ(text.find(secret), text.npos) << secret;
  std::string told;
  for (const auto& event : recorded()) told += event.body;
  auto connection = service.schema.connect();
  for (const auto row : connection.query("SELECT payload, actor, reason FROM outbox"))
    told += row.get<std::string>("payload") + row.get<std::string>("actor") + row.get<std::string>("reason");
  EXPECT_EQ(told.find("阿木"), told.npos);
  EXPECT_EQ(told.find("13800138000"), told.npos);
}

TEST_F(Traces, OfOnesOwnLotNameHouseholdsByPseudonym) {
  const auto chain = tea();
  const auto own = must(traces.own_trace(chain.owner, chain.packed.lot_id, {}, http::Language::zh));
  EXPECT_EQ(own.lots.size(), 3u);
  EXPECT_EQ(own.households.size(), 2u);
  ASSERT_EQ(own.events.size(), 4u);
  const auto text = print_trace(own);
  EXPECT_TRUE(json::parse_value(text).has_value());
  EXPECT_EQ(text.find("阿木"), text.npos);
  EXPECT_EQ(refused(traces.own_trace(cooperative(), chain.packed.lot_id, {}, http::Language::zh)).code,
            "lot_not_found");
}

TEST_F(Traces, SayHowACertificationStands) {
  const auto chain = tea();
  const auto standing = [&] { return trace(chain.packed).certification->status; };
  EXPECT_FALSE(trace(chain.packed).certification.has_value());
  const auto from = clock.now() + std::chrono::hours(24), to = from + std::chrono::hours(24 * 30);
  certify(product_of(chain.sku), from, to);
  EXPECT_EQ(standing(), CertificationStanding::not_yet_valid);
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(standing(), CertificationStanding::valid);
  clock.advance(std::chrono::hours(24 * 30));
  EXPECT_EQ(standing(), CertificationStanding::expired);
}

TEST_F(Traces, OfWhatDoesNotExistAreNotFound) {
  const auto chain = tea();
  EXPECT_EQ(refused(traces.trace(*chain.packed.gtin, "T0", http::Language::zh)).code, "lot_not_found");
  EXPECT_EQ(refused(traces.trace("123", chain.packed.lot_number, http::Language::zh)).code, "lot_not_found");
  EXPECT_EQ(refused(traces.digital_link(chain.raw.lot_id)).code, "lot_not_found") << "raw lots have no code";
  EXPECT_EQ(must(traces.digital_link(chain.packed.lot_id)), *chain.packed.trace_url);
}

TEST_F(Traces, EvidenceIsRecordedOnce) {
  const auto chain = tea();
  must(evidence.add_test(chain.owner, chain.raw.lot_id, report("LS1"), {}));
  const auto again = refused(evidence.add_test(chain.owner, chain.raw.lot_id, report("LS1"), {}));
  EXPECT_EQ(again.code, "test_exists");
  EXPECT_EQ(again.fields.at(0).pointer, "/report_number");
  auto wrong = report("LS2");
  wrong.file.content_base64 = "@";
  EXPECT_EQ(refused(evidence.add_test(chain.owner, chain.raw.lot_id, wrong, {})).fields.at(0).pointer,
            "/file/content_base64");
  wrong = report("LS3");
  wrong.tested_on = add_days(today(), 1);
  EXPECT_EQ(refused(evidence.add_test(chain.owner, chain.raw.lot_id, wrong, {})).fields.at(0).pointer, "/tested_on");
  must(evidence.certify(chain.owner, chain.raw.lot_id, {"某某合作社", "13800138000", "合格"}, {}));
  EXPECT_EQ(refused(evidence.certify(chain.owner, chain.raw.lot_id, {"某某合作社", "13800138000", "合格"}, {})).code,
            "certificate_exists");
  EXPECT_EQ(count("SELECT COUNT(*) FROM commitment_certificate WHERE LOCATE('13800138000', contact) > 0"), 0);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Traces, AStrangersReportLeavesNoFileBehind) {
  const auto chain = tea();
  EXPECT_EQ(refused(evidence.add_test(cooperative(), chain.raw.lot_id, report("LS1"), {})).code, "lot_not_found");
  EXPECT_FALSE(std::filesystem::exists(directory / "files"));
}

}  // namespace
}  // namespace shanhai::traceability
