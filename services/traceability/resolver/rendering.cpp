#include "services/traceability/resolver/rendering.hpp"

#include "services/traceability/epcis/gs1_uri.hpp"
#include "services/traceability/resolver/pages.hpp"
#include "services/traceability/trace/accept.hpp"
#include "services/traceability/trace/page.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::string_view kPlainJson = "application/json", kJsonLd = "application/ld+json";

http::Response told(const TraceFacts& facts, Form form, Instant now, const std::string& root) {
  using http::Language;
  switch (form) {
    case Form::json_zh:
      return http::Response::json(200, tell_trace(facts, Language::zh, now));
    case Form::json_en:
      return http::Response::json(200, tell_trace(facts, Language::en, now));
    case Form::page_zh:
      return trace_page(tell_trace(facts, Language::zh, now), Language::zh);
    case Form::page_en:
      return trace_page(tell_trace(facts, Language::en, now), Language::en);
    case Form::unit_zh:
      return trace_page(tell_trace(facts, Language::zh, now), Language::zh, Scanned::unit);
    case Form::unit_en:
      return trace_page(tell_trace(facts, Language::en, now), Language::en, Scanned::unit);
    case Form::linkset:
      return linkset_answer(links_of(facts, root), kLinksetType);
    case Form::linkset_json:
      return linkset_answer(links_of(facts, root), kPlainJson);
    case Form::linkset_ld:
      return linkset_answer(links_of(facts, root), kJsonLd);
    case Form::links_zh:
      return links_page(links_of(facts, root), Language::zh);
    case Form::links_en:
      return links_page(links_of(facts, root), Language::en);
  }
  throw std::logic_error("an unknown form of a trace");
}

}  // namespace

std::vector<std::pair<std::string, std::string>> resolver_headers() {
  return {{"Access-Control-Allow-Origin", "*"},
          {"Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"},
          {"Access-Control-Allow-Headers", "Accept, Accept-Language, If-None-Match"},
          {"Access-Control-Expose-Headers", "Content-Location, ETag, Link, Location"}};
}

http::Response as_resolved(http::Response response, const std::string& anchor) {
  auto headers = resolver_headers();
  response.headers.insert(response.headers.end(), headers.begin(), headers.end());
  response.headers.emplace_back("Cache-Control", kAskAgain);
  response.headers.emplace_back(
      "Link", "<" + anchor + "?linkType=linkset>; rel=\"linkset\"; type=\"" + std::string(kLinksetType) + "\"");
  return response;
}

http::Response linkset_answer(const std::vector<LinkedEntity>& entities, std::string_view media_type) {
  auto out = http::Response::of(200, std::string(media_type), print_linkset(entities, media_type == kJsonLd));
  out.headers.emplace_back("Link", "<" + std::string(kLinksetContext) +
                                       ">; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"");
  return out;
}

http::Response render_trace(const TraceFacts& facts, Form form, Instant now, const std::string& root) {
  const auto path = epcis::lot_path(*facts.lot.gtin, facts.lot.lot_number);
  auto out = as_resolved(told(facts, form, now, root), root + path);
  out.headers.emplace_back("Content-Location", path);
  return out;
}

std::string_view linkset_type(std::string_view accept) {
  return preferred(accept, {kLinksetType, kPlainJson, kJsonLd, "text/html"});
}

}  // namespace shanhai::traceability
