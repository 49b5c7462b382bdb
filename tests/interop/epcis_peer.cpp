// The validator of EPCIS documents at the end of a pipe: each line of standard input is a document or an event, each
// line of standard output its verdict: [] or the places that are wrong, [["/pointer", "code"], ...]. A line that begins
// with "urn ", "digital_link " or "as_captured " holds a valid document to capture; its verdict is the
// EPCISQueryDocument that queries would answer with its events, in that format.
#include <iostream>

#include "services/traceability/capture/draft.hpp"
#include "services/traceability/query/document.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kEventsMax = 10000;

std::vector<FieldError> wrong_in(const std::string& line) {
  const bool document = line.find("EPCISDocument") != line.npos || line.find("EPCISQueryDocument") != line.npos;
  if (!document) {
    auto event = read_event(line, OrganisationId());
    return event.has_value() ? std::vector<FieldError>() : event.error().fields;
  }
  auto draft = read_capture(line, OrganisationId(), kEventsMax);
  return draft.has_value() ? draft->wrong : draft.error().fields;
}

std::string answer_with(const std::string& line, query::EpcFormat format) {
  const auto draft = read_capture(line, OrganisationId(), kEventsMax).value();
  const auto now = SystemClock().now();
  std::vector<std::string> events;
  for (const auto& event : draft.events)
    events.push_back(query::in_format_of(epcis::document_of(event, now), format, {"4012345", "0614141"}));
  return query::result_document(events, "SimpleEventQuery", now);
}

// Empty: the line asks for none.
std::string answer_to(const std::string& line) {
  const std::pair<std::string_view, query::EpcFormat> formats[] = {{"urn ", query::EpcFormat::urn},
                                                                   {"digital_link ", query::EpcFormat::digital_link},
                                                                   {"as_captured ", query::EpcFormat::as_captured}};
  for (const auto& [name, format] : formats) {
    if (line.starts_with(name)) return answer_with(line.substr(name.size()), format);
  }
  return {};
}

}  // namespace
}  // namespace shanhai::traceability

int main() {
  using shanhai::json::Array;
  for (std::string line; std::getline(std::cin, line);) {
    if (const auto answer = shanhai::traceability::answer_to(line); !answer.empty()) {
      std::cout << answer << std::endl;
      continue;
    }
    Array out;
    for (const auto& field : shanhai::traceability::wrong_in(line)) out.push_back(Array{field.pointer, field.code});
    std::cout << shanhai::json::to_text(out) << std::endl;
  }
}
