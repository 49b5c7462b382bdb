// What the capture interface of EPCIS 2.0 (GS1, section 12.6) tells. Members are spelt as the standard's OpenAPI does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/json/json.hpp"
#include "services/traceability/domain_terms.hpp"

namespace shanhai::traceability {

SHANHAI_ID(CaptureId, "cap");

enum class CaptureErrorBehaviour { rollback, proceed };
BOOST_DESCRIBE_ENUM(CaptureErrorBehaviour, rollback, proceed)

// RFC 9457, as far as a job keeps it.
struct CaptureProblem {
  std::string type;  // "epcisException:ValidationException"
  std::string title;
  std::int64_t status = 0;
  std::string detail;  // begins with the JSON pointer into the document
};
BOOST_DESCRIBE_STRUCT(CaptureProblem, (), (type, title, status, detail))

struct CaptureJobView {
  CaptureId captureID;
  Instant createdAt{};
  std::optional<Instant> finishedAt;
  bool running = true;
  bool success = true;  // no error so far
  CaptureErrorBehaviour captureErrorBehaviour = CaptureErrorBehaviour::rollback;
  std::vector<CaptureProblem> errors;
};
BOOST_DESCRIBE_STRUCT(CaptureJobView, (),
                      (captureID, createdAt, finishedAt, running, success, captureErrorBehaviour, errors))

struct CaptureJobQuery {
  std::optional<Bounded<1, 200>> perPage;
  std::optional<Text<1, 512>> nextPageToken;
  std::int64_t size() const { return perPage ? perPage->value() : 30; }
};
BOOST_DESCRIBE_STRUCT(CaptureJobQuery, (), (perPage, nextPageToken))

struct CaptureJobPage {
  std::vector<CaptureJobView> items;
  std::optional<std::string> next;
};

struct CaptureReceipt {
  CaptureId captureID;
};
BOOST_DESCRIBE_STRUCT(CaptureReceipt, (), (captureID))

struct CapturedEvent {
  std::string event_id;
  std::string document;  // as it is stored
};

}  // namespace shanhai::traceability
