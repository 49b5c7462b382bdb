#include "tests/integration/system/sample_request.hpp"

#include <regex>

#include "common/base/encoding.hpp"
#include "common/http/router.hpp"

namespace shanhai::system_test {
namespace {

const std::string kToday = to_rfc3339(SystemClock().now()).substr(0, 10);

// Bodies that rules read before they look at whose the object is, and bodies that name an object: $name.
const std::map<std::string, std::string>& written_bodies() {
  static const std::map<std::string, std::string> all{
      {"POST /v1/addresses", json::to_text(sample_address())},
      {"PUT /v1/addresses/{address}", json::to_text(sample_address())},
      {"POST /v1/organisations/{organisation}/members", R"({"phone":"13500135000","administrator":false})"},
      {"PUT /v1/products/{product}", json::to_text(sample_product())},
      {"POST /v1/checkouts",
       R"({"deliveries":[{"address_id":"$address","lines":[{"sku_id":"$sku","quantity":1,"price_version":$version}]}],)"
       R"("payment_channel":"wechat_pay"})"},
      {"POST /v1/payments", R"({"order_group_id":"$group","channel":"bank_transfer"})"},
      {"POST /v1/returns",
       R"({"order_id":"$order","lines":[{"line_id":"$line","quantity":1}],"kind":"quality","reason":"破损"})"},
      {"POST /v1/lots", R"({"kind":"processed","product_name":"散茶","lot_number":"P1","county":"513431","made_on":")" +
                            kToday + R"(","unit":"g","quantity":10,"inputs":[{"lot_id":"$lot","quantity":10}]})"},
      {"POST /v1/orders/{order}/ship",
       R"({"parcels":[{"parcel_id":"$parcel","carrier":"顺丰速运","tracking_number":"SF2"}]})"},
      {"POST /v1/procurement/rfqs/{rfq}/quotations",
       R"({"lines":[{"line":0,"sku_id":"sku_00000000000000000000000001","quantity":1,"unit_price":)"
       R"({"amount_fen":100,"currency":"CNY"}}],"freight":{"amount_fen":0,"currency":"CNY"},)"
       R"("valid_until":"2099-01-01T00:00:00Z"})"},
      {"POST /queries/{query}/subscriptions", R"({"dest":"https://client.invalid/hook","stream":true})"},
      {"POST /v1/procurement/proposals", R"({"quotation_id":"$quotation","revision":1,"reason":"价格合理"})"},
      {"POST /v1/invoices",
       R"({"orders":[{"order_id":"$order"}],"kind":"general","title":"某工会","taxpayer_number":"914403001922038216"})"},
      {"POST /v1/certifications",
       R"({"product_id":"$product","evidence":{"households":3,"benefit_method":"purchase_of_produce","statement":"收购",)"
       R"("file":)" +
           json::to_text(sample_file()) + "}}"},
  };
  return all;
}

std::string written_body(const http::BoundRoute& row) {
  const auto found = written_bodies().find(label_of(row));
  return found == written_bodies().end() ? "" : found->second;
}

std::string filled(const std::string& text, const std::regex& place, const Subject* subject) {
  std::string out;
  auto at = text.cbegin();
  for (std::sregex_iterator it(text.begin(), text.end(), place), end; it != end; ++it) {
    out.append(at, (*it)[0].first);
    out += subject ? subject->names.at((*it)[1]) : (*it)[1].str();
    at = (*it)[0].second;
  }
  return out.append(at, text.cend());
}

const std::regex kInPath(R"(\{(\w+)(?:\.\.\.)?\})");
const std::regex kInBody(R"(\$(\w+))");

std::string sample_text(const json::Object& schema) {
  if (const auto* pattern = schema.if_contains("pattern")) {  // "^ord_...": an id
    const std::string text(pattern->as_string());
    return text.substr(1, text.find('_')) + std::string(25, '0') + "1";
  }
  if (const auto* format = schema.if_contains("format")) {
    if (format->as_string() == "date") return kToday;
    if (format->as_string() == "date-time") return kToday + "T00:00:00Z";
  }
  const auto* length = schema.if_contains("minLength");
  return std::string(length ? length->to_number<std::size_t>() : 0, '1');
}

}  // namespace

std::string label_of(const http::BoundRoute& row) { return std::string(http::name_of(row.method)) + " " + row.path; }

json::Value sample_of(const json::Object& schema) {
  if (const auto* values = schema.if_contains("enum")) return values->as_array().at(0);
  if (const auto* constant = schema.if_contains("const")) return *constant;
  const auto* type = schema.if_contains("type");
  if (!type) return json::Object{};
  if (type->as_string() == "string") return json::Value(sample_text(schema));
  if (type->as_string() == "boolean") return false;
  if (type->as_string() == "array") return json::Array{};
  if (type->as_string() == "integer" || type->as_string() == "number") {
    const auto* minimum = schema.if_contains("minimum");
    return std::max<std::int64_t>(1, minimum ? minimum->to_number<std::int64_t>() : 1);
  }
  json::Object out;
  const auto* required = schema.if_contains("required");
  if (!required) return out;
  for (const auto& name : required->as_array()) {
    out[name.as_string()] = sample_of(schema.at("properties").as_object().at(name.as_string()).as_object());
  }
  return out;
}

std::set<std::string> names_in(const http::BoundRoute& row) {
  std::set<std::string> out;
  const auto body = written_body(row);
  for (const auto& [text, place] : {std::pair(&row.path, &kInPath), std::pair(&body, &kInBody)}) {
    for (std::sregex_iterator it(text->begin(), text->end(), *place), end; it != end; ++it) out.insert((*it)[1]);
  }
  return out;
}

Call request_for(const http::BoundRoute& row, const Subject* subject) {
  Call out;
  out.method = row.method;
  out.target = filled(row.path, kInPath, subject);
  out.conditional = row.contract.needs_if_match;
  out.idempotent = row.contract.needs_idempotency_key;
  if (row.contract.takes_raw_body) {
    const auto& types = row.contract.body_media_type;
    out.content_type = types == "*/*" ? "text/plain" : types.substr(0, types.find(','));
    out.body = "{}";
  } else if (row.contract.body_schema) {
    out.body = filled(written_body(row), kInBody, subject);
    if (out.body.empty()) out.body = json::to_text(sample_of(*row.contract.body_schema));
  }
  return out;
}

}  // namespace shanhai::system_test
