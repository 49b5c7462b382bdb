// What is recorded of a lot besides its balance, and who may look into it.
#include "tests/integration/system/scenario.hpp"

namespace shanhai::system_test {

void Scenario::record_evidence() {
  constexpr auto kCooperative = "cooperative A";
  const auto path = "/v1/lots/" + lot_;
  const auto certificate = ask(kCooperative, http::Method::post, path + "/commitment-certificate",
                               {{"producer", "阿木"}, {"contact", "13700137000"}, {"statement", "不使用禁用农药兽药"}});
  const auto number = std::string(certificate.at("certificate_number").as_string());
  subjects_.push_back({"a commitment certificate", {{"number", number}}, {}});
  const auto report = ask(kCooperative, http::Method::post, path + "/tests",
                          {{"laboratory", "凉山州检测中心"},
                           {"report_number", "LS1"},
                           {"result", "pass"},
                           {"tested_on", to_rfc3339(SystemClock().now() + std::chrono::hours(8)).substr(0, 10)},
                           {"items", json::Array{}},
                           {"file", sample_file()}});
  const auto test = std::string(report.at("test_id").as_string());
  // Its county, and the prefecture that the county lies in; operators see everything.
  subjects_.push_back(
      {"a laboratory's report", {{"lot", lot_}, {"test", test}}, {kCooperative, "county_department A", "agency B"}});
  Subject sheet{"a sheet of lots", {{"sheet", "lots"}}, {}};
  for (const auto& caller : people_.all()) {
    const bool inspects = caller.role == auth::Role::supplier || caller.role == auth::Role::county_reviewer;
    // No goods come from the first agency's region.
    if (inspects || caller.name == "agency B") sheet.owners.insert(caller.name);
  }
  subjects_.push_back(std::move(sheet));
  const auto failed = record_delivery("R3");
  const auto wrong = ask(kCooperative, http::Method::post, "/v1/lots/" + failed + "/tests",
                         {{"laboratory", "凉山州检测中心"},
                          {"report_number", "LS2"},
                          {"result", "fail"},
                          {"tested_on", to_rfc3339(SystemClock().now() + std::chrono::hours(8)).substr(0, 10)},
                          {"items", json::Array{}},
                          {"file", sample_file()}});
  const auto correction =
      ask(kCooperative, http::Method::post,
          "/v1/lots/" + failed + "/tests/" + std::string(wrong.at("test_id").as_string()) + "/corrections",
          {{"reason", "样品编号混淆"}, {"file", sample_file()}});
  subjects_.push_back({"a correction of a laboratory's report",
                       {{"test_correction", std::string(correction.at("correction_id").as_string())}},
                       {kCooperative}});
}

// The draft for review, and a PNG of four pixels, which neither it nor anything published names.
void Scenario::hand_in_listing() {
  ask("cooperative A", http::Method::post, "/v1/products/" + product_ + "/submit", json::Object{});
  constexpr auto kBytes =
      "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEU"
      "lEQVR4nGO44OAARAxg8gIAJM4FQZcxQSkAAAAASUVORK5CYII=";
  const auto image = ask("cooperative A", http::Method::post, "/v1/product-images",
                         {{"file", json::Object{{"document_name", "苦荞.png"}, {"content_base64", kBytes}}}});
  const auto id = std::string(image.at("image_id").as_string());
  subjects_.push_back({"an image", {{"image", id}}, {"cooperative A"}});
  subjects_.push_back({"a public image that is not there", {{"sha256", std::string(64, '0')}}, {}});
  subjects_.push_back(
      {"a reference price that is not there", {{"reference_price", "rfp_" + std::string(26, '0')}}, {}});
}

// A sheet whose only row is refused: there is something to take away and correct.
std::string Scenario::import_sheet() {
  Call call;
  call.method = http::Method::post;
  call.target = "/v1/products/imports?mode=dry_run";
  call.token = people_.named("cooperative A").token;
  call.idempotent = true;
  call.content_type = "text/csv";
  call.body =
      "product_ref,sku_ref,name,category,herb_class,production_county,raw_material_county,label,unit,price\n"
      "T,1,苦荞茶,农产品,普通食品,昭觉县,昭觉县,盒装,盒,面议\n";
  const auto answer = platform_.send(call);
  EXPECT_EQ(answer.status, 202) << json::to_text(answer.body);
  return std::string(answer.body.at("import_id").as_string());
}

}  // namespace shanhai::system_test
