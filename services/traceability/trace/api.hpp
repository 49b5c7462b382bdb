// What anyone who holds a product may know of its lot, and what its owner may.
#pragma once

#include "services/traceability/evidence/api.hpp"
#include "services/traceability/log/api.hpp"
#include "services/traceability/lot/api.hpp"

namespace shanhai::traceability {

struct JourneyStep {
  Step step = Step::harvest;
  Instant at{};                  // the first of it
  std::optional<Instant> until;  // the last, where it took more than a moment
  std::string place_name;        // of a shipment: where to
  std::optional<std::int64_t> quantity;
  std::optional<Unit> unit;
  std::string description;  // for people, in their language
};
BOOST_DESCRIBE_STRUCT(JourneyStep, (), (step, at, until, place_name, quantity, unit, description))

struct PublicTest {
  std::string laboratory, report_number;
  TestResult result = TestResult::pass;
  Date tested_on{};
  std::vector<TestItem> items;
  std::string file_sha256;
};
BOOST_DESCRIBE_STRUCT(PublicTest, (), (laboratory, report_number, result, tested_on, items, file_sha256))

// Without the producer as the certificate names it: that may be a household. The page names the cooperative.
struct PublicCertificate {
  std::string statement;
  Date issued_on{};
};
BOOST_DESCRIBE_STRUCT(PublicCertificate, (), (statement, issued_on))

enum class CertificationStanding { valid, not_yet_valid, expired, revoked };
BOOST_DESCRIBE_ENUM(CertificationStanding, valid, not_yet_valid, expired, revoked)

struct PublicCertification {
  CertificationId certification_id;
  Instant valid_from{}, valid_to{};  // valid_to exclusive
  CertificationStanding status = CertificationStanding::valid;
};
BOOST_DESCRIBE_STRUCT(PublicCertification, (), (certification_id, valid_from, valid_to, status))

struct OriginCounty {
  std::string code, name;
};
BOOST_DESCRIBE_STRUCT(OriginCounty, (), (code, name))

struct TraceView {
  std::string gtin, lot_number, product_name;
  std::optional<std::string> supplier_name;
  std::string county, county_name;  // where most of it comes from
  std::vector<OriginCounty> origin_counties;
  Date made_on{};
  std::optional<Date> best_before;
  bool past_best_before = false;
  std::int64_t households = 0;  // a number, never who
  std::vector<JourneyStep> journey;
  std::vector<PublicTest> tests;
  std::optional<PublicCertificate> commitment_certificate;
  std::optional<PublicCertification> certification;
  bool recalled = false;
  std::optional<Instant> recalled_at;
  std::int64_t epcis_event_count = 0;
  std::string log_entries;           // path of the list of all entries of the transparency log behind this
  std::vector<LogEntry> log_proofs;  // the first of the packed lot's own
};
BOOST_DESCRIBE_STRUCT(TraceView, (),
                      (gtin, lot_number, product_name, supplier_name, county, county_name, origin_counties, made_on,
                       best_before, past_best_before, households, journey, tests, commitment_certificate, certification,
                       recalled, recalled_at, epcis_event_count, log_entries, log_proofs))

struct TraceDelivery {
  HouseholdId household_id;
  std::int64_t quantity = 0;
  Date delivered_on{};
};
BOOST_DESCRIBE_STRUCT(TraceDelivery, (), (household_id, quantity, delivered_on))

struct TraceInput {
  LotId lot_id;
  std::int64_t quantity = 0;  // in the input's unit
};
BOOST_DESCRIBE_STRUCT(TraceInput, (), (lot_id, quantity))

struct TraceLot {
  LotView lot;
  std::vector<TraceDelivery> deliveries;
  std::vector<TraceInput> inputs;
};
BOOST_DESCRIBE_STRUCT(TraceLot, (), (lot, deliveries, inputs))

struct EventView {
  std::string event_id;
  std::string type, biz_step;
  Instant event_time{}, record_time{};
  std::string log_proof;  // path of the file that proves it is in the transparency log
  json::Value document;   // EPCIS 2.0, JSON-LD; filled in by print_trace()
};
BOOST_DESCRIBE_STRUCT(EventView, (), (event_id, type, biz_step, event_time, record_time, log_proof, document))

struct OwnTraceQuery : ListQuery {};
BOOST_DESCRIBE_STRUCT(OwnTraceQuery, (ListQuery), ())

// Pages go over the events.
struct OwnTrace {
  std::vector<TraceLot> lots;         // the lot itself first, then what it was made of
  std::vector<TraceInput> made_into;  // lots made of it, and how much of it went into each
  std::vector<HouseholdId> households;
  std::vector<JourneyStep> journey;
  std::vector<EventView> events;  // of all these lots, in order of recording
  std::optional<std::string> next_cursor;
  std::vector<std::string> documents;  // of the events, as they are stored
};
BOOST_DESCRIBE_STRUCT(OwnTrace, (), (lots, made_into, households, journey, events, next_cursor))

// As JSON, with the events' documents byte by byte as they are stored: a number that went through a double might be
// another one, and the event's hash with it.
std::string print_trace(const OwnTrace& trace);

enum class QrFormat { png, svg, text };
BOOST_DESCRIBE_ENUM(QrFormat, png, svg, text)

struct QrQuery {
  std::optional<QrFormat> format;  // png
};
BOOST_DESCRIBE_STRUCT(QrQuery, (), (format))

}  // namespace shanhai::traceability
