// The validator of EPCIS documents at the end of a pipe: each line of standard input is a document or an event, each
// line of standard output its verdict: [] or the places that are wrong, [["/pointer", "code"], ...].
#include <iostream>

#include "services/traceability/capture/draft.hpp"

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

}  // namespace
}  // namespace shanhai::traceability

int main() {
  using shanhai::json::Array;
  for (std::string line; std::getline(std::cin, line);) {
    Array out;
    for (const auto& field : shanhai::traceability::wrong_in(line)) out.push_back(Array{field.pointer, field.code});
    std::cout << shanhai::json::to_text(out) << std::endl;
  }
}
