#include "services/traceability/resolver/routes.hpp"

#include <algorithm>

#include "common/http/problem.hpp"
#include "common/http/standard_contract.hpp"
#include "common/http/target.hpp"
#include "common/http/text.hpp"
#include "services/traceability/resolver/pages.hpp"
#include "services/traceability/resolver/rendering.hpp"
#include "services/traceability/trace/accept.hpp"

namespace shanhai::traceability {

using http::Access;
using http::Contract;
using http::Language;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr auto kItem = "/01/{gtin}", kLot = "/01/{gtin}/10/{lot}", kUnit = "/01/{gtin}/21/{serial}",
               kUnitOfLot = "/01/{gtin}/10/{lot}/21/{serial}", kOther = "/01/{gtin}/{qualifiers...}",
               kDescription = "/.well-known/gs1resolver";

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// A page in the language that its link names; else in the one that the reader prefers.
Language language_of(const Request& request) {
  for (const auto& [name, value] : request.query) {
    if (name == "lang" && (value == "en" || value.starts_with("en-"))) return Language::en;
    if (name == "lang" && (value == "zh" || value.starts_with("zh-"))) return Language::zh;
  }
  return request.language;
}

const std::string* value_in(const Request& request, std::string_view name) {
  const auto found = request.path_values.find(name);
  return found == request.path_values.end() ? nullptr : &found->second;
}

Result<Qualifiers> qualifiers_of(const Request& request) {
  if (const auto* rest = value_in(request, "qualifiers")) return read_qualifiers(*rest);
  Qualifiers out;
  if (const auto* lot = value_in(request, "lot")) out.emplace_back("10", *lot);
  if (const auto* serial = value_in(request, "serial")) out.emplace_back("21", *serial);
  return out;
}

// The href with what the request carries, before its fragment. A language that the link names stays.
std::string with_query(const std::string& href, const QueryPairs& carried) {
  const auto hash = href.find('#');
  auto out = href.substr(0, hash);
  const bool names_language = out.find("lang=") != out.npos;
  for (const auto& [name, value] : carried) {
    if (name == "lang" && names_language) continue;
    out += out.find('?') == out.npos ? '?' : '&';
    out += http::encode_query(name) + '=' + http::encode_query(value);
  }
  return hash == href.npos ? out : out + href.substr(hash);
}

Contract resolved(std::string summary) {
  return Contract(std::move(summary))
      .reply_media(200, "text/html")
      .reply_media(200, "application/linkset+json")
      .reply_empty(304)
      .reply_empty(307);
}

}  // namespace

// A request for a code, as far as its address and headers say what is wanted.
struct ResolverRoutes::Asked {
  DigitalLink link;
  LinkQuery query;
  Language language = Language::zh;
  bool html = false;                       // to a program: JSON
  bool linkset = false;                    // all links instead of what they lead to
  std::string_view linkset_type;           // of that
  std::optional<std::string> link_type{};  // one link, of GS1's vocabulary; empty: of another, which has none

  static Result<Asked> read(const Request& request) {
    Asked out;
    SH_TRY(const auto qualifiers, qualifiers_of(request));
    SH_TRY(out.link, read_digital_link(request.path_value("gtin"), qualifiers));
    SH_TRY(out.query, read_link_query(request.query));
    const auto accept = request.header("Accept");
    out.language = language_of(request);
    out.html = prefers_html(accept);
    out.linkset_type = traceability::linkset_type(accept);
    const auto& type = out.query.link_type;
    const bool named = accept.find(kLinksetType) != accept.npos && weight_of(accept, kLinksetType).value_or(0) > 0;
    out.linkset = (type && (*type == "linkset" || *type == "all")) || (named && out.linkset_type == kLinksetType);
    if (type && !out.linkset) out.link_type = gs1_link_type(*type).value_or("");
    return out;
  }

  Form form() const {
    const bool zh = language == Language::zh;
    if (linkset) {
      if (linkset_type == kLinksetType) return Form::linkset;
      if (linkset_type == "application/json") return Form::linkset_json;
      if (linkset_type == "application/ld+json") return Form::linkset_ld;
      return zh ? Form::links_zh : Form::links_en;
    }
    if (!html) return zh ? Form::json_zh : Form::json_en;
    if (link.unit) return zh ? Form::unit_zh : Form::unit_en;
    return zh ? Form::page_zh : Form::page_en;
  }
};

ResolverRoutes::ResolverRoutes(ResolverService& service, TraceAnswers& answers, std::string public_url)
    : service_(service), answers_(answers), root_(without_slash(std::move(public_url))) {}

void ResolverRoutes::mount(http::RouteTable& table) {
  for (const auto* path : {kItem, kLot, kUnit, kUnitOfLot, kOther, kDescription})
    http::register_standard_contract({path, resolver_headers(), {}});
  const auto anyone = Access::anyone();
  table.mount<ResolverRoutes>(
      *this,
      {
          {Method::get, kLot, anyone, &ResolverRoutes::digital_link,
           resolved("What is known of the lot behind a code: a page for people, JSON for programs, and its links")
               .reply<TraceView>(200)},
          {Method::get, kItem, anyone, &ResolverRoutes::digital_link,
           resolved("A product by its GTIN, and the lots that are on sale or recalled").reply<TradeItemView>(200)},
          {Method::get, kUnitOfLot, anyone, &ResolverRoutes::digital_link,
           resolved("What is known of a unit's lot").reply<TraceView>(200)},
          {Method::get, kUnit, anyone, &ResolverRoutes::digital_link,
           resolved("What is known of a unit's lot, if its producer captured of which it is").reply<TraceView>(200)},
          {Method::get, kOther, anyone, &ResolverRoutes::digital_link,
           resolved("Other GS1 Digital Links of a GTIN: with a variant (22), or a controlled serial number (235)")},
          {Method::get, kDescription, anyone, &ResolverRoutes::description,
           Contract("The resolver description file of GS1").reply_media(200, "application/json")},
      });
}

Task<Result<Response>> ResolverRoutes::digital_link(Request& request) {
  const bool html = prefers_html(request.header("Accept"));
  const auto language = language_of(request);
  Result<Response> outcome = Error::internal({});
  auto asked = Asked::read(request);
  if (asked.has_error()) {
    outcome = std::move(asked).error();
  } else {
    auto answer = co_await resolve(request, std::move(*asked));
    outcome = std::move(answer);
  }
  if (outcome.has_value()) co_return std::move(outcome);
  const auto& error = outcome.error();
  const bool theirs = error.kind == ErrorKind::invalid || error.kind == ErrorKind::not_found;
  if (!theirs) co_return std::move(outcome);
  auto refusal = html ? refusal_page(http::status_of(error.kind), error, language)
                      : http::to_problem(error, language, request.trace.trace_id);
  auto headers = resolver_headers();
  refusal.headers.insert(refusal.headers.end(), headers.begin(), headers.end());
  refusal.headers.emplace_back("Cache-Control", kAskAgain);
  refusal.headers.emplace_back("Vary", "Accept, Accept-Language");
  co_return refusal;
}

Task<Result<Response>> ResolverRoutes::resolve(const Request& request, Asked asked) {
  if (asked.link.lot) {
    auto number = *asked.link.lot;
    auto answer = co_await lot(request, std::move(asked), std::move(number));
    co_return answer;
  }
  if (asked.link.unit) {
    const auto ai = asked.link.unit->first, serial = asked.link.unit->second;
    auto number = co_await service_.lot_of_unit(asked.link.gtin, ai, serial);
    if (number.has_error()) co_return std::move(number).error();
    auto answer = co_await lot(request, std::move(asked), std::move(*number));
    co_return answer;
  }
  auto answer = co_await trade_item(request, std::move(asked));
  co_return answer;
}

Task<Result<Response>> ResolverRoutes::lot(const Request& request, Asked asked, std::string lot_number) {
  auto trace = answers_.find_now(asked.link.gtin, lot_number);
  if (!trace) {
    auto found = co_await answers_.find(asked.link.gtin, lot_number);
    if (!found) co_return Error::not_found("lot");
    trace = std::move(found);
  }
  if (asked.link_type) co_return redirect(asked, links_of(answers_.facts_of(*trace), root_));
  const bool gzip = http::weight_of(request.header("Accept-Encoding"), "gzip").value_or(0) > 0;
  Response out;
  out.prepared = answers_.answer(trace, asked.form(), request.header("If-None-Match"), gzip);
  co_return out;
}

Task<Result<Response>> ResolverRoutes::trade_item(const Request&, Asked asked) {
  auto item = co_await service_.trade_item(asked.link.gtin);
  if (item.has_error()) co_return std::move(item).error();
  const auto entities = links_of(*item, root_);
  if (asked.link_type) co_return redirect(asked, entities);
  Response out;
  if (asked.linkset && asked.linkset_type != "text/html")
    out = linkset_answer(entities, asked.linkset_type);
  else if (asked.linkset)
    out = links_page(entities, asked.language);
  else if (asked.html)
    out = trade_item_page(*item, asked.language);
  else
    out = Response::json(200, *item);
  out = as_resolved(std::move(out), entities.front().anchor);
  out.headers.emplace_back("Content-Location", "/01/" + item->gtin);
  out.headers.emplace_back("Vary", "Accept, Accept-Language");
  co_return out;
}

Result<Response> ResolverRoutes::redirect(const Asked& asked, const std::vector<LinkedEntity>& entities) const {
  const auto* link = choose_link(entities, *asked.link_type, asked.language, asked.html);
  if (!link) return Error::not_found("link_type");
  auto out = as_resolved(Response::empty(307), entities.front().anchor);
  out.headers.emplace_back("Location", with_query(link->href, asked.query.carried));
  out.headers.emplace_back("Vary", "Accept, Accept-Language");
  return out;
}

Task<Result<Response>> ResolverRoutes::description(Request&) {
  json::Object document{
      {"name", "Shanhai"},
      {"resolverRoot", root_},
      {"supportedPrimaryKeys", json::Array{"01"}},
      {"supportedLinkType", json::Array{json::Object{{"namespace", "https://ref.gs1.org/voc/"}, {"prefix", "gs1:"}}}},
      {"linkTypeDefaultCanBeLinkset", false},
      {"jsonLdContextLocation", kLinksetContext}};
  auto out = Response::of(200, "application/json", json::to_text(document));
  out.headers = resolver_headers();
  out.headers.emplace_back("Cache-Control", "public, max-age=86400");
  co_return out;
}

}  // namespace shanhai::traceability
