#include "services/traceability/query/service.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "common/events/event.hpp"
#include "services/traceability/query/page_token.hpp"

namespace shanhai::traceability {
namespace {

using epcis::Node;

constexpr std::string_view kSimpleQuery = "SimpleEventQuery";
constexpr std::int64_t kOfOneId = 100;  // an event and its declarations
constexpr std::int64_t kOfOneIdBytes = 8'000'000;
constexpr std::size_t kNameMax = 128;                 // characters
constexpr std::size_t kDefinitionBytesMax = 200'000;  // canonical

// A name stands in paths and in results.
bool is_name(std::string_view name) {
  const auto characters = std::count_if(name.begin(), name.end(), [](char c) { return (c & 0xC0) != 0x80; });
  const bool plain = std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  return !name.empty() && characters <= static_cast<std::ptrdiff_t>(kNameMax) && plain && name.front() != ' ' &&
         name.back() != ' ';
}

Error query_limit(const QueryPolicy& policy) {
  Error error;
  error.kind = ErrorKind::too_large;
  error.code = "query_limit";
  error.detail = "at most " + std::to_string(policy.named_max) + " queries, of " +
                 std::to_string(policy.named_bytes_max) + " bytes together";
  return error;
}

Result<query::NamedQuery> read_definition(const std::string& text) {
  SH_TRY(const auto document, epcis::parse_node(text));
  std::vector<FieldError> wrong;
  for (const auto& [name, value] : document.members) {
    if (name != "name" && name != "query") wrong.push_back({"/" + name, "unknown_field", {}});
  }
  const auto* name = document.find("name");
  const auto* definition = document.find("query");
  if (!name || !name->is(Node::Kind::string) || !is_name(name->text))
    wrong.push_back({"/name", name ? "invalid_text" : "required", "1 to 128 characters"});
  if (!definition) wrong.push_back({"/query", "required", {}});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  query::NamedQuery out{{}, name->text, epcis::canonical_text(*definition, kDefinitionBytesMax)};
  if (out.definition.size() > kDefinitionBytesMax) return Error::invalid_field("/query", "too_long", "at most 200 kB");
  if (auto parsed = query::parse(*definition); parsed.has_error()) {
    auto error = std::move(parsed).error();
    for (auto& field : error.fields) field.pointer = "/query" + field.pointer;
    return error;
  }
  return out;
}

Result<std::string> text_token(const std::optional<std::string>& token) {
  if (!token) return std::string();
  auto raw = from_base64url(*token);
  if (!raw) return Error::invalid_field("query/nextPageToken", "invalid_cursor", "as a list gave it");
  return std::move(*raw);
}

}  // namespace

struct QueryService::Question {
  OrganisationId organisation;
  query::Criteria criteria;
  std::string text;  // what a page token is good for
  std::string query_name;
  PageRequest page;
};

Result<EventPage> QueryService::answer(db::Tx& tx, const Question& question) const {
  const auto asked = std::string(question.organisation.raw()) + question.text;
  SH_TRY(const auto after, query::read_token(question.page.token, asked));
  auto criteria = question.criteria;
  SH_CHECK(query::bind(tx, question.organisation, names_, criteria));
  SH_TRY(auto selected, query::select(tx, question.organisation, criteria, after,
                                      {question.page.size, policy_.rows_max, policy_.time_max}));
  for (auto& document : selected.documents)
    document = query::in_format_of(document, question.page.format, policy_.company_prefixes);
  EventPage out{query::result_document(selected.documents, question.query_name, tx.now()), {}};
  if (selected.next) out.next = query::write_token(*selected.next, asked);
  return out;
}

Task<Result<EventPage>> QueryService::events(auth::Principal caller, query::Criteria criteria, std::string question,
                                             PageRequest page) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  const Question asked{organisation, std::move(criteria), std::move(question), std::string(kSimpleQuery),
                       std::move(page)};
  auto read = [&](db::Tx& tx) { return answer(tx, asked); };
  auto found = co_await database_.snapshot(read);
  co_return found;
}

Task<Result<std::string>> QueryService::event(auth::Principal caller, std::string event_id, query::EpcFormat format) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto read = [&](db::Tx& tx) -> Result<std::string> {
    auto found = query::list_events_by_id(tx, organisation, event_id, kOfOneId, kOfOneIdBytes);
    if (found.empty()) return Error::not_found("event");
    for (auto& document : found) document = query::in_format_of(document, format, policy_.company_prefixes);
    return query::result_document(found, kSimpleQuery, tx.now());
  };
  auto document = co_await database_.snapshot(read);
  co_return document;
}

Task<Result<query::ValuePage>> QueryService::values(auth::Principal caller, const query::Resource& resource,
                                                    PageRequest page) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  SH_CO_TRY(const auto after, text_token(page.token));
  auto read = [&](db::Tx& tx) {
    return query::list_resource(tx, organisation, resource, after, static_cast<std::size_t>(page.size));
  };
  auto found = co_await database_.snapshot(read);
  if (found.has_error()) co_return std::move(found).error();
  for (auto& value : found->values) {
    if (resource.holds_keys) value = query::in_format(value, page.format, policy_.company_prefixes);
  }
  if (found->next) found->next = to_base64url(*found->next);
  co_return found;
}

Task<Result<void>> QueryService::find_item(auth::Principal caller, const query::Resource& resource, std::string item,
                                           epcis::Context names) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto read = [&](db::Tx& tx) -> Result<void> {
    if (!query::has_item(tx, organisation, resource, item, names)) return Error::not_found("resource");
    return {};
  };
  auto found = co_await database_.snapshot(read);
  co_return found;
}

Task<Result<EventPage>> QueryService::events_of(auth::Principal caller, const query::Resource& resource,
                                                std::string item, epcis::Context names, query::Criteria criteria,
                                                std::string question, PageRequest page) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  if (!query::require_item(criteria, resource, item, names)) co_return Error::not_found("resource");
  const Question asked{organisation, std::move(criteria), std::move(question), std::string(kSimpleQuery),
                       std::move(page)};
  auto read = [&](db::Tx& tx) -> Result<EventPage> {
    if (!query::has_item(tx, organisation, resource, item, names)) return Error::not_found("resource");
    return answer(tx, asked);
  };
  auto found = co_await database_.snapshot(read);
  co_return found;
}

Task<Result<std::string>> QueryService::create(auth::Principal caller, std::string document, std::string trace_id) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  SH_CO_TRY(auto named, read_definition(document));
  named.id = NamedQueryId::make(database_.clock(), random_);
  const Change change{caller.actor(), "named", std::move(trace_id)};
  auto write = [&](db::Tx& tx) -> Result<std::string> {
    query::lock_owner(tx, organisation);
    if (!query::insert_named(tx, organisation, named, change.actor))
      return Error::conflict("query_exists", "the organisation has a query of this name");
    const auto all = query::count_named(tx, organisation);
    if (all.queries > policy_.named_max || all.bytes > policy_.named_bytes_max) return query_limit(policy_);
    tell(tx, kQueryNamed, 1, named, change);
    return named.name;
  };
  auto name = co_await database_.transaction(write);
  if (name.has_value()) sequencer_.committed();
  co_return name;
}

Task<Result<QueryPage>> QueryService::list(auth::Principal caller, PageRequest page) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  SH_CO_TRY(const auto after, text_token(page.token));
  if (!is_valid_utf8(after))
    co_return Error::invalid_field("query/nextPageToken", "invalid_cursor", "as a list gave it");
  auto read = [&](db::Tx& tx) -> Result<QueryPage> {
    QueryPage out{query::list_named(tx, organisation, after, page.size + 1), {}};
    if (static_cast<std::int64_t>(out.items.size()) <= page.size) return out;
    out.items.pop_back();
    out.next = to_base64url(out.items.back().name);
    return out;
  };
  auto found = co_await database_.snapshot(read);
  co_return found;
}

Task<Result<query::NamedQuery>> QueryService::get(auth::Principal caller, std::string name) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto read = [&](db::Tx& tx) -> Result<query::NamedQuery> {
    auto found = query::find_named(tx, organisation, name);
    if (!found) return Error::not_found("named_query");
    return std::move(*found);
  };
  auto found = co_await database_.snapshot(read);
  co_return found;
}

Task<Result<void>> QueryService::remove(auth::Principal caller, std::string name, std::string trace_id) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  const Change change{caller.actor(), "removed", std::move(trace_id)};
  auto write = [&](db::Tx& tx) -> Result<void> {
    const auto removed = query::delete_named(tx, organisation, name);
    if (!removed) return Error::not_found("named_query");
    if (on_removed_) on_removed_(tx, organisation, *removed);
    tell(tx, kQueryRemoved, 2, *removed, change);
    return {};
  };
  auto done = co_await database_.transaction(write);
  if (done.has_value()) sequencer_.committed();
  co_return done;
}

Task<Result<EventPage>> QueryService::events_of_query(auth::Principal caller, std::string name, PageRequest page) {
  SH_CO_TRY(const auto organisation, supplier_of(caller));
  auto read = [&](db::Tx& tx) -> Result<EventPage> {
    const auto named = query::find_named(tx, organisation, name);
    if (!named) return Error::not_found("named_query");
    return answer(tx, {organisation, query::criteria_of(*named), named->id.str(), named->name, page});
  };
  auto found = co_await database_.snapshot(read);
  co_return found;
}

// The event is the audit entry; a name may say something of a person's, so it is left out.
void QueryService::tell(db::Tx& tx, std::string_view type, std::int64_t version, const query::NamedQuery& named,
                        const Change& change) {
  events::NewEvent event;
  event.type = type;
  event.aggregate_type = "named_query";
  event.aggregate_id = named.id.str();
  event.version = version;
  event.actor = change.actor;
  event.reason = change.reason;
  event.trace_id = change.trace_id;
  event.payload = {{"definition_sha256", to_hex(sha256(named.definition))}};
  events::append(tx, random_, event);
}

}  // namespace shanhai::traceability
