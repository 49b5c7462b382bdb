// Codes on packages, as phones and programs ask for them.
#include "common/base/encoding.hpp"
#include "services/traceability/epcis/appending.hpp"
#include "tests/integration/traceability/resolver_world.hpp"

namespace shanhai::traceability {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::pair<std::string, std::string> kHtml{"Accept", "text/html"}, kJson{"Accept", "application/json"},
    kLinkset{"Accept", "application/linkset+json"}, kEnglish{"Accept-Language", "en"}, kGzip{"Accept-Encoding", "gzip"};

class Resolver : public ResolverWorld {
 protected:
  // Where it leads, without the resolver's own address.
  std::string location(const std::string& target, Headers headers = {}) {
    const auto answer = get(target, std::move(headers));
    EXPECT_EQ(answer.status, 307) << target << answer.body;
    return header(answer, "Location").substr(std::string(kPublicUrl).size());
  }
  static std::string text(const json::Value& value) { return std::string(value.as_string()); }
  static std::string code_of(const http::ClientResponse& answer) {
    const auto parsed = json::parse_value(answer.body);
    if (parsed.has_error()) return std::to_string(answer.status);
    std::string out = std::to_string(answer.status) + " " + std::string(parsed->at("code").as_string());
    if (const auto* errors = parsed->as_object().if_contains("errors"))
      out += " " + std::string(errors->at(0).at("pointer").as_string()) + " " +
             std::string(errors->at(0).at("code").as_string());
    return out;
  }
  // What its supplier captured of a unit of the lot.
  void capture_unit(const Chain& chain, const std::string& serial, const std::string& lot_number,
                    std::optional<auth::Principal> by = {});
};

TEST_F(Resolver, TellsALotInEverySpellingOfItsCode) {
  const auto chain = tea();
  const auto path = path_of(chain.packed), gtin = *chain.packed.gtin;
  ASSERT_EQ(gtin.front(), '0');
  const auto whole = get(path, {kJson});
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(text(json::parse_value(whole.body).value().at("lot_number")), chain.packed.lot_number);
  for (const auto& spelling :
       {"/01/" + gtin.substr(1) + "/10/" + chain.packed.lot_number, path + "/", path + "?17=261231&utm_source=shop",
        "/01/" + gtin + "/22/v2/10/" + chain.packed.lot_number, path + "/21/serial%2F7", path + "/21/7/"}) {
    const auto answer = get(spelling, {kJson});
    EXPECT_EQ(answer.body, whole.body) << spelling;
    EXPECT_EQ(header(answer, "Content-Location"), path);
  }
  EXPECT_THAT(get(path, {kHtml}).body, HasSubstr("<html lang=\"zh-CN\">"));
  EXPECT_THAT(get(path, {kHtml, kEnglish}).body, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(get(path + "?lang=en", {kHtml}).body, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(get(path + "/21/7?lang=en", {kHtml}).body, HasSubstr("code of a single unit"));
  EXPECT_THAT(get(path, {kJson, kEnglish}).body, HasSubstr("Packed into sale units"));
}

TEST_F(Resolver, RefusesWhatIsNoDigitalLinkInBothLanguages) {
  const auto chain = tea();
  const auto path = path_of(chain.packed), gtin = *chain.packed.gtin;
  auto wrong = gtin;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  const std::pair<std::string, std::string> cases[] = {
      {"/01/" + wrong + "/10/T1", "400 invalid_request path/gtin invalid_check_digit"},
      {"/01/123/10/T1", "400 invalid_request path/gtin invalid_gtin"},
      {path + "/foo", "400 invalid_request path invalid_path"},
      {"/01/" + gtin + "/17/261231", "400 invalid_request path invalid_path"},
      {"/01/" + gtin + "/21/7/10/T1", "400 invalid_request path invalid_path"},
      {"/01/" + gtin + "/10/123456789012345678901", "400 invalid_request path/10 invalid_value"},
      {path + "?17=261301", "400 invalid_request query/17 invalid_value"},
      {path + "?10=T1", "400 invalid_request query/10 belongs_in_path"},
      {"/01/" + gtin + "/10/T0", "404 lot_not_found"},
      {"/01/" + gtin + "/21/7", "404 unit_not_found"},
      {"/01/" + gtin + "/235/7", "404 unit_not_found"},
      {"/01/09780345418913", "404 trade_item_not_found"},
      {path + "?linkType=gs1:nosuchlt", "404 link_type_not_found"},
      {path + "?linkType=schema:review", "404 link_type_not_found"},
  };
  for (const auto& [target, expected] : cases) {
    const auto program = get(target, {kJson});
    EXPECT_EQ(code_of(program), expected) << target;
    EXPECT_EQ(header(program, "Access-Control-Allow-Origin"), "*");
    for (const auto& language : {std::string("zh-CN"), std::string("en")}) {
      const auto page = get(target, {kHtml, {"Accept-Language", language}});
      EXPECT_EQ(page.status, program.status);
      EXPECT_THAT(page.body, HasSubstr("<html lang=\"" + language + "\">"));
      EXPECT_THAT(page.body, HasSubstr("<h1>"));
    }
  }
}

TEST_F(Resolver, ListsAndFollowsLinks) {
  const auto chain = tea();
  const auto path = path_of(chain.packed), item = "/01/" + *chain.packed.gtin;
  for (const auto& [target, headers, type] : std::vector<std::tuple<std::string, Headers, std::string>>{
           {path, {kLinkset}, "application/linkset+json"},
           {path + "?linkType=linkset", {}, "application/linkset+json"},
           {path + "?linkType=all", {}, "application/linkset+json"},
           {path + "?linkType=linkset", {kJson}, "application/json"},
           {path + "/21/7?linkType=gs1:pip", {kLinkset}, "application/linkset+json"},
           {path + "?linkType=linkset", {{"Accept", "application/ld+json"}}, "application/ld+json"}}) {
    const auto answer = get(target, headers);
    EXPECT_EQ(answer.status, 200) << target;
    EXPECT_EQ(header(answer, "Content-Type"), type);
    EXPECT_EQ(text(json::parse_value(answer.body).value().at("linkset").at(0).at("anchor")), kPublicUrl + path);
    std::string links;
    for (auto [at, end] = answer.headers.equal_range("Link"); at != end; ++at) links += at->second + "\n";
    EXPECT_THAT(links, HasSubstr("rel=\"http://www.w3.org/ns/json-ld#context\""));
    EXPECT_THAT(links, HasSubstr("<" + std::string(kPublicUrl) + path + "?linkType=linkset>; rel=\"linkset\""));
  }
  EXPECT_THAT(get(path + "?linkType=linkset", {kHtml, kEnglish}).body, HasSubstr("gs1:traceability · text/html · en"));
  EXPECT_EQ(location(path + "?linkType=gs1:traceability", {kHtml}), path + "?lang=zh");
  EXPECT_EQ(location(path + "?linkType=gs1:traceability", {kHtml, kEnglish}), path + "?lang=en");
  EXPECT_EQ(location(path + "?linkType=gs1:traceability"), path);
  EXPECT_EQ(
      location(path + "?17=261231&linkType=https%3A%2F%2Fref.gs1.org%2Fvoc%2FrecallStatus&x=a%20b&lang=en", {kHtml}),
      path + "?lang=en&17=261231&x=a%20b#recall");
  EXPECT_EQ(location(path + "?linkType=gs1:defaultLink", {kHtml}), path);
  EXPECT_EQ(location(path + "?linkType=gs1:pip", {kHtml}), item + "?lang=zh") << "the trade item's";
  EXPECT_EQ(get(path + "?linkType=gs1:certificationInfo").status, 404) << "it has none";
  certify(product_of(chain.sku), clock.now(), clock.now() + std::chrono::hours(24));
  EXPECT_EQ(get(there, path + "?linkType=gs1:certificationInfo").status, 307);
  EXPECT_EQ(location(item + "?linkType=gs1:pip", {kHtml}), item + "?lang=zh");
}

TEST_F(Resolver, AnswersBrowsersOfOtherSitesAndDescribesItself) {
  const auto chain = tea();
  const auto path = path_of(chain.packed);
  const auto answer = get(path, {{"Origin", "https://shop.example"}});
  EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), "*");
  EXPECT_THAT(header(answer, "Access-Control-Allow-Methods"), HasSubstr("GET, HEAD, OPTIONS"));
  EXPECT_THAT(header(answer, "Access-Control-Expose-Headers"), HasSubstr("Link"));
  const auto head = exchange("HEAD", path, "Accept: text/html\r\n");
  EXPECT_THAT(head, HasSubstr("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head, HasSubstr("Content-Type: text/html"));
  EXPECT_THAT(head, HasSubstr("rel=\"linkset\""));
  EXPECT_THAT(head, Not(HasSubstr("<html")));
  EXPECT_THAT(exchange("HEAD", path + "?linkType=gs1:traceability"), HasSubstr("HTTP/1.1 307"));
  for (const auto& target :
       {path, path + "/21/7", "/01/" + *chain.packed.gtin, path + "/", std::string("/.well-known/gs1resolver")}) {
    const auto preflight =
        exchange("OPTIONS", target, "Origin: https://shop.example\r\nAccess-Control-Request-Method: GET\r\n");
    EXPECT_THAT(preflight, HasSubstr("HTTP/1.1 204")) << target;
    EXPECT_THAT(preflight, HasSubstr("Allow: GET, HEAD, OPTIONS\r\n"));
    EXPECT_THAT(preflight, HasSubstr("Access-Control-Allow-Origin: *\r\n"));
  }
  EXPECT_THAT(exchange("POST", path), HasSubstr("HTTP/1.1 405"));
  const auto description = json::parse_value(get("/.well-known/gs1resolver").body).value();
  EXPECT_EQ(text(description.at("resolverRoot")), kPublicUrl);
  EXPECT_EQ(text(description.at("supportedPrimaryKeys").at(0)), "01");
}

TEST_F(Resolver, TellsAProductWithItsLots) {
  const auto chain = tea();
  const auto target = "/01/" + *chain.packed.gtin;
  EXPECT_EQ(json::parse_value(get(target).body).value().at("newest_lots").as_array().size(), 0u) << "not on sale yet";
  put_on_sale(chain, 60);
  const auto view = json::parse_value(get(target).body).value();
  EXPECT_EQ(text(view.at("product_name")), "凉山苦荞茶");
  EXPECT_EQ(text(view.at("newest_lots").at(0).at("path")), path_of(chain.packed));
  must(recalls.recall(chain.owner, key(), chain.raw.lot_id, {"霉变"}, {}));
  const auto recalled = json::parse_value(get(target).body).value();
  EXPECT_EQ(recalled.at("newest_lots").as_array().size(), 0u);
  EXPECT_EQ(text(recalled.at("recalled_lots").at(0).at("lot_number")), chain.packed.lot_number);
  EXPECT_THAT(get(target, {kHtml, kEnglish}).body, HasSubstr("Recalled lots"));
  EXPECT_THAT(get(target + "?linkType=linkset").body, HasSubstr("https://ref.gs1.org/voc/pip"));
  EXPECT_EQ(get(target + "?linkType=gs1:traceability").status, 404);
}

void Resolver::capture_unit(const Chain& chain, const std::string& serial, const std::string& lot_number,
                            std::optional<auth::Principal> by) {
  auto document =
      epcis::parse_node(
          R"({"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","epcList":["https://farm.example/01/)" +
          *chain.packed.gtin + "/21/" + serial + R"("],"ilmd":{"cbvmda:lotNumber":")" + lot_number +
          R"("},"eventTime":"2026-11-23T08:00:00Z","eventTimeZoneOffset":"+08:00"})")
          .value();
  const epcis::Context standard;
  auto event = epcis::prepare(std::move(document), *by.value_or(chain.owner).organisation, standard);
  event.captured = true;
  const auto done = service.transaction([&](db::Tx& tx) -> Result<void> {
    epcis::append(tx, random, {&event});
    return {};
  });
  ASSERT_TRUE(done.has_value());
}

TEST_F(Resolver, KnowsAUnitsLotFromWhatItsSupplierCaptured) {
  const auto chain = tea();
  const auto item = "/01/" + *chain.packed.gtin;
  capture_unit(chain, "7", chain.packed.lot_number);
  const auto page = get(item + "/21/7?lang=zh", {kHtml});
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("您扫描的是单件商品的码"));
  EXPECT_THAT(page.body, HasSubstr(chain.packed.lot_number));
  EXPECT_EQ(header(page, "Content-Location"), path_of(chain.packed));
  EXPECT_EQ(location(item + "/21/7?linkType=gs1:traceability"), path_of(chain.packed));
  capture_unit(chain, "8", "T0");
  EXPECT_EQ(code_of(get(item + "/21/8")), "404 unit_not_found") << "no such lot";
  capture_unit(chain, "9", chain.packed.lot_number, cooperative());
  EXPECT_EQ(code_of(get(item + "/21/9")), "404 unit_not_found") << "somebody else's word";
  EXPECT_EQ(code_of(get(item + "/21/10")), "404 unit_not_found");
}

TEST_F(Resolver, SaysWhetherTheLotIsPastItsDate) {
  const auto chain = tea();
  const auto path = path_of(chain.packed);
  EXPECT_THAT(get(path, {kHtml}).body, Not(HasSubstr("已过保质期")));
  clock.advance(std::chrono::hours(24 * 367));
  EXPECT_THAT(get(path, {kHtml}).body, HasSubstr("已过保质期"));
  EXPECT_THAT(get(path, {kJson}).body, HasSubstr("\"past_best_before\":true"));
}

TEST_F(Resolver, GivesTheCodeOfAPackageAsItsDigitalLink) {
  const auto chain = tea();
  const auto target = "/v1/lots/" + chain.packed.lot_id.str() + "/qr";
  EXPECT_TRUE(get(target).body.starts_with("\x89PNG"));
  EXPECT_THAT(get(target + "?format=svg").body, HasSubstr("<svg xmlns="));
  EXPECT_EQ(must(traces.digital_link(chain.packed.lot_id)), kPublicUrl + path_of(chain.packed));
}

// What a supplier writes into free texts does not publish a phone or identity number either.
TEST_F(Resolver, NeverTellsWhoAHouseholdIs) {
  auto chain = tea();
  TestEntry report;
  report.laboratory = "检测中心 13900139000";
  report.report_number = "LS1";
  report.tested_on = today();
  report.items = {{"水分", "电话 13900139000", {}}};
  report.file = {"阿木一的报告.txt", to_base64("合格")};
  must(evidence.add_test(chain.owner, chain.raw.lot_id, report, {}));
  must(evidence.certify(chain.owner, chain.raw.lot_id, {"阿木一", "13800138000", "不使用禁用农药兽药"}, {}));
  put_on_sale(chain, 60);
  capture_unit(chain, "7", chain.packed.lot_number);
  must(recalls.recall(chain.owner, key(), chain.processed.lot_id, {"阿木二的原料霉变"}, {}));
  auto connection = service.schema.connect();  // as if nobody had looked at what was written
  connection.execute("UPDATE commitment_certificate SET statement = '请联系 138-0013-8000'");
  connection.execute("UPDATE sku_projection SET product_name = '苦荞茶 13900139000', label = '订购 138-0013-8000'");
  std::vector<std::string> secrets{"阿木", "13800138000", "138-0013-8000", "13900139000", "hh_"};
  for (const auto& household : chain.households) secrets.push_back(household.str());
  const auto item = "/01/" + *chain.packed.gtin, path = path_of(chain.packed);
  std::size_t looked_at = 0;
  for (const auto& target :
       {path, path + "/21/7", item, item + "/21/7", item + "/21/8", item + "/10/T0", path + "?17=x",
        path + "?linkType=linkset", path + "?linkType=gs1:recallStatus", path + "?linkType=gs1:x",
        item + "?linkType=linkset", "/v1/lots/" + chain.packed.lot_id.str() + "/qr?format=svg",
        "/v1/lots/" + chain.raw.lot_id.str() + "/qr", std::string("/.well-known/gs1resolver")}) {
    for (const auto* accept :
         {"", "text/html", "application/json", "application/linkset+json", "application/ld+json"}) {
      for (const auto* language : {"zh-CN", "en"}) {
        const auto answer = get(target, {{"Accept", accept}, {"Accept-Language", language}});
        ASSERT_LT(answer.status, 500) << target;
        auto told = answer.body;
        for (const auto& [name, value] : answer.headers) told += name + ": " + value + "\n";
        for (const auto& secret : secrets) EXPECT_THAT(told, Not(HasSubstr(secret))) << target << " " << accept;
        ++looked_at;
      }
    }
  }
  EXPECT_EQ(looked_at, 140u);
  EXPECT_THAT(get(path, {kHtml}).body, HasSubstr("***")) << "the numbers were in what is shown";
}

}  // namespace
}  // namespace shanhai::traceability
