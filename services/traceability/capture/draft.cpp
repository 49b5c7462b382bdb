#include "services/traceability/capture/draft.hpp"

#include "services/traceability/epcis/validation.hpp"

namespace shanhai::traceability {
namespace {

using epcis::Node;

constexpr std::size_t kWrongPlacesMax = 100;  // enough to mend a document by
constexpr std::size_t kEventBytesMax = 4'000'000;

// Every event says its whole context itself, so that it means the same by itself.
Node whole_context(const Node& document, const Node* own) {
  std::vector<Node> parts;
  for (const auto* context : {&document, own}) {
    if (!context || context->is(Node::Kind::null)) continue;
    if (context->is(Node::Kind::array)) {
      parts.insert(parts.end(), context->elements.begin(), context->elements.end());
    } else {
      parts.push_back(*context);
    }
  }
  return Node::array(std::move(parts));
}

// Numbers are written out and contexts repeated: an event may be longer than the document it came in.
std::optional<FieldError> check_size(const epcis::PreparedEvent& event, const std::string& pointer) {
  if (event.before.size() + event.after.size() <= kEventBytesMax) return std::nullopt;
  return FieldError{pointer, "too_long", "at most 4 MB in canonical form"};
}

}  // namespace

Result<CaptureDraft> read_capture(std::string_view text, OrganisationId organisation, std::int64_t events_max) {
  SH_TRY(auto document, epcis::parse_node(text));
  SH_TRY(auto list, epcis::open_document(std::move(document)));
  if (static_cast<std::int64_t>(list.events.size()) > events_max) {
    Error error;
    error.kind = ErrorKind::too_large;
    error.code = "capture_limit";
    error.detail = "at most " + std::to_string(events_max) + " events";
    error.fields.push_back({list.pointer, "too_many", error.detail});
    return error;
  }
  epcis::Context context;
  context.add(list.context);
  CaptureDraft out;
  for (std::size_t i = 0; i < list.events.size(); ++i) {
    auto& event = list.events[i];
    const auto pointer = list.pointer + "/" + std::to_string(i);
    auto wrong = epcis::check_event(event, context);
    for (auto& field : wrong) {
      if (out.wrong.size() == kWrongPlacesMax) break;
      field.pointer = pointer + field.pointer;
      out.wrong.push_back(std::move(field));
    }
    if (!wrong.empty()) continue;
    Node whole = whole_context(list.context, event.find("@context"));
    auto prepared = epcis::prepare(std::move(event), organisation, context, std::move(whole));
    if (auto too_long = check_size(prepared, pointer)) {
      out.wrong.push_back(std::move(*too_long));
      continue;
    }
    out.events.push_back(std::move(prepared));
    out.pointers.push_back(pointer);
  }
  return out;
}

Result<epcis::PreparedEvent> read_event(std::string_view text, OrganisationId organisation) {
  SH_TRY(auto event, epcis::parse_node(text));
  const epcis::Context standard;
  auto wrong = epcis::check_event(event, standard);
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  Node whole = event.find("@context") ? Node() : Node::array({Node::of(epcis::kContextUrl)});
  auto prepared = epcis::prepare(std::move(event), organisation, standard, std::move(whole));
  if (auto too_long = check_size(prepared, "")) return Error::invalid({std::move(*too_long)});
  return prepared;
}

CaptureProblem validation_problem(const FieldError& wrong) {
  return {"epcisException:ValidationException", "The event does not conform to EPCIS 2.0", 400,
          wrong.pointer + ": " + wrong.code + (wrong.detail.empty() ? "" : ", " + wrong.detail)};
}

CaptureProblem duplicate_problem(const std::string& pointer, const std::string& event_id) {
  return {"epcisException:ResourceAlreadyExistsException", "The event was captured before", 409,
          pointer + ": " + event_id};
}

CaptureProblem implementation_problem() {
  return {"epcisException:ImplementationException", "A server-side error occurred", 500,
          "the document could not be stored; send it again"};
}

}  // namespace shanhai::traceability
