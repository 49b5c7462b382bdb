#include "services/traceability/capture/draft.hpp"

#include <algorithm>

#include "services/traceability/epcis/event_hash.hpp"
#include "services/traceability/epcis/validation.hpp"

namespace shanhai::traceability {
namespace {

using epcis::Node;

constexpr std::size_t kWrongPlacesMax = 100;  // enough to mend a document by
constexpr std::size_t kEventBytesMax = 4'000'000;
constexpr std::size_t kDocumentBytesMax = 16'000'000;
constexpr std::size_t kIndexValuesMax = 20'000;  // each is a row
constexpr std::size_t kMasterElementsMax = 1000;
constexpr std::size_t kDetailBytesMax = 512;  // jobs keep them, and list them by the hundred

Error limit(const std::string& pointer, std::string code, const std::string& detail) {
  Error error;
  error.kind = ErrorKind::too_large;
  error.code = "capture_limit";
  error.detail = detail;
  error.fields.push_back({pointer, std::move(code), detail});
  return error;
}

// Adds up what the events of a request become. They are stored in one transaction.
class Totals {
 public:
  // too_large: with this one it is too much.
  Result<void> add(const epcis::PreparedEvent& event, const std::string& pointer) {
    bytes_ += event.before.size() + event.after.size();
    for (const auto& [kind, value] : event.values) bytes_ += value.size();
    values_ += event.values.size();
    if (bytes_ > kDocumentBytesMax) return limit(pointer, "too_long", "at most 16 MB in canonical form");
    if (values_ > kIndexValuesMax)
      return limit(pointer, "too_many", "at most 20000 identifiers and words that events are found by");
    return {};
  }
  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t bytes_ = 0, values_ = 0;
};

std::string shortened(std::string text) {
  if (text.size() <= kDetailBytesMax) return text;
  constexpr std::string_view kMore = "...";
  auto end = kDetailBytesMax - kMore.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // whole characters
  return text.substr(0, end).append(kMore);
}

bool shares_a_term(const Node& a, const Node& b) {
  return std::any_of(a.members.begin(), a.members.end(), [&](const auto& member) { return b.find(member.name); });
}

// Does `part` say again what `parts` say already? GS1's schema allows no part twice.
bool is_repeated(const std::vector<Node>& parts, const Node& part) {
  const auto text = epcis::canonical_text(part);
  for (auto at = parts.rbegin(); at != parts.rend(); ++at) {
    if (epcis::canonical_text(*at) == text) return true;
    if (shares_a_term(part, *at)) return false;  // what came since says otherwise
  }
  return false;
}

// Every event says its whole context itself, so that it means the same by itself.
Node whole_context(const Node& document, const Node* own) {
  std::vector<Node> parts;
  for (const auto* context : {&document, own}) {
    if (!context || context->is(Node::Kind::null)) continue;
    const std::vector<Node> alone{*context};
    for (const auto& part : context->is(Node::Kind::array) ? context->elements : alone) {
      if (!is_repeated(parts, part)) parts.push_back(part);
    }
  }
  return Node::array(std::move(parts));
}

epcis::PreparedEvent prepare_captured(Node event, OrganisationId organisation, const epcis::Context& context,
                                      Node whole) {
  auto out = epcis::prepare(std::move(event), organisation, context, std::move(whole));
  out.captured = true;
  return out;
}

// What only a prepared event shows.
std::optional<FieldError> check_prepared(const epcis::PreparedEvent& event, const std::string& pointer) {
  // Numbers are written out and contexts repeated: an event may be longer than the document it came in.
  if (event.before.size() + event.after.size() > kEventBytesMax)
    return FieldError{pointer, "too_long", "at most 4 MB in canonical form"};
  return std::nullopt;
}

void add_wrong(CaptureDraft& draft, const std::string& pointer, std::vector<FieldError> wrong) {
  if (draft.wrong.size() == kWrongPlacesMax) ++draft.unnamed;
  for (auto& field : wrong) {
    if (draft.wrong.size() == kWrongPlacesMax) return;
    field.pointer = pointer + field.pointer;
    draft.wrong.push_back(std::move(field));
  }
}

}  // namespace

Result<CaptureDraft> read_capture(std::string_view text, OrganisationId organisation, std::int64_t events_max) {
  SH_TRY(auto document, epcis::parse_node(text));
  SH_TRY(auto list, epcis::open_document(std::move(document)));
  if (static_cast<std::int64_t>(list.events.size()) > events_max)
    return limit(list.pointer, "too_many", "at most " + std::to_string(events_max) + " events");
  epcis::Context context;
  context.add(list.context);
  Totals totals;
  CaptureDraft out;
  out.master = epcis::master_elements(list.master_data, context);
  if (out.master.size() > kMasterElementsMax)
    return limit("/epcisHeader/epcisMasterData", "too_many", "at most 1000 elements of master data");
  for (std::size_t i = 0; i < list.events.size(); ++i) {
    auto& event = list.events[i];
    const auto pointer = list.pointer + "/" + std::to_string(i);
    auto wrong = epcis::check_event(event, context);
    if (!wrong.empty()) {
      add_wrong(out, pointer, std::move(wrong));
      continue;
    }
    Node whole = whole_context(list.context, event.find("@context"));
    auto prepared = prepare_captured(std::move(event), organisation, context, std::move(whole));
    if (auto differs = check_prepared(prepared, "")) {
      add_wrong(out, pointer, {std::move(*differs)});
      continue;
    }
    SH_CHECK(totals.add(prepared, list.pointer));
    out.events.push_back(std::move(prepared));
    out.pointers.push_back(pointer);
  }
  out.bytes = totals.bytes();
  return out;
}

Result<epcis::PreparedEvent> read_event(std::string_view text, OrganisationId organisation) {
  SH_TRY(auto event, epcis::parse_node(text));
  const epcis::Context standard;
  auto wrong = epcis::check_event(event, standard);
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  Node whole = event.find("@context") ? Node() : Node::array({Node::of(epcis::kContextUrl)});
  auto prepared = prepare_captured(std::move(event), organisation, standard, std::move(whole));
  if (auto differs = check_prepared(prepared, "")) return Error::invalid({std::move(*differs)});
  SH_CHECK(Totals().add(prepared, ""));
  return prepared;
}

CaptureProblem validation_problem(const FieldError& wrong) {
  return {"epcisException:ValidationException", "The event does not conform to EPCIS 2.0", 400,
          shortened(wrong.pointer + ": " + wrong.code + (wrong.detail.empty() ? "" : ", " + wrong.detail))};
}

CaptureProblem duplicate_problem(const std::string& pointer, const std::string& event_id) {
  return {"epcisException:ResourceAlreadyExistsException", "The event was captured before", 409,
          shortened(pointer + ": " + event_id)};
}

CaptureProblem further_problem(std::size_t events) {
  return {"epcisException:ValidationException", "Further events were not captured", 400,
          std::to_string(events) + " events more; only the first mistakes are told"};
}

CaptureProblem implementation_problem() {
  return {"epcisException:ImplementationException", "A server-side error occurred", 500,
          "the document could not be stored; send it again"};
}

}  // namespace shanhai::traceability
