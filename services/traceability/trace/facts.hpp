// All that the public trace of a packed lot is told from, and whether it still is what it was.
#pragma once

#include "common/db/transaction.hpp"
#include "common/http/message.hpp"
#include "services/traceability/catalog_projection/store.hpp"
#include "services/traceability/lot/ancestry.hpp"
#include "services/traceability/trace/api.hpp"
#include "services/traceability/trace/journey.hpp"

namespace shanhai::traceability {

struct TraceFacts {
  store::LotRow lot;
  std::vector<LotId> lots;  // the lot and all that went into it
  std::optional<std::string> supplier_name;
  std::vector<OriginCounty> origin_counties;
  std::vector<JourneyPart> journey;
  std::vector<PublicTest> tests;
  std::optional<PublicCertificate> certificate;
  std::vector<store::CertificationWindow> certifications;  // of the product, latest first
  std::int64_t events = 0;
  std::vector<LogEntry> log_proofs;
};

TraceFacts read_facts(db::Tx& tx, const store::LotRow& lot);

// What a supplier wrote freely, as anybody may see it: "***" if it holds a phone or identity number.
std::string public_text(std::string text);

// `now` decides how the certification stands, and whether the lot is past its best-before date.
TraceView tell_trace(const TraceFacts& facts, http::Language language, Instant now);
std::optional<PublicCertification> tell_certification(const std::vector<store::CertificationWindow>& windows,
                                                      Instant now);
// When the same facts begin to tell something else: the first moment after `now` at which one of them begins or ends.
Instant told_until(const TraceFacts& facts, Instant now);

// What changes whenever one of a trace's facts does: versions of its lots, counts of their events and log entries, the
// names and certifications that the catalog told. One round trip for all; one text for each of `all`.
std::vector<std::string> stamps_of(db::Tx& tx, const std::vector<const TraceFacts*>& all);

// A journey's parts are placed by how many transformations lie between each lot and the first, the longest way.
std::vector<JourneyPart> journey_parts(db::Tx& tx, const std::vector<store::LotRow>& lots, const Lineage& lineage);

}  // namespace shanhai::traceability
