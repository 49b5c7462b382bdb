// What the supplier routes take and give.
#pragma once

#include "services/catalog/api.hpp"
#include "services/catalog/files/api.hpp"
#include "services/catalog/supplier/domain.hpp"

namespace shanhai::catalog {

SHANHAI_ID(LicenceId, "lic");

BOOST_DESCRIBE_ENUM(SupplierKind, cooperative, supplier_enterprise, individual_business, collective)
BOOST_DESCRIBE_ENUM(LicenceKind, business_licence, food_production, drug_trading, wild_harvest, prepackaged_filing)
BOOST_DESCRIBE_ENUM(SupplierVerb, reapply, recommend, approve, refuse, suspend, reinstate, hand_in_licences,
                    decide_licence, reverify, verify)
BOOST_DESCRIBE_ENUM(LicenceStanding, handed_in, confirmed, refused)

struct LicenceApplication {
  LicenceKind kind = LicenceKind::business_licence;
  Text<1, 60> number;
  Date valid_to{};  // last day
  UploadedFile file;
};
BOOST_DESCRIBE_STRUCT(LicenceApplication, (), (kind, number, valid_to, file))

struct SupplierApplication {
  Text<2, 100> legal_name;
  SupplierKind kind = SupplierKind::cooperative;
  Text<18, 18> uscc;
  Text<6, 6> registration_county;
  std::vector<LicenceApplication> licences;
  std::optional<Text<1, 40>> contact_name;
};
BOOST_DESCRIBE_STRUCT(SupplierApplication, (), (legal_name, kind, uscc, registration_county, licences, contact_name))

struct Reason {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (reason))

enum class Verdict { pass, refuse };
BOOST_DESCRIBE_ENUM(Verdict, pass, refuse)

// Licences of a supplier that is admitted already: renewed ones before the old ones end, or what it is asked to prove.
struct LicenceHandIn {
  std::vector<LicenceApplication> licences;
};
BOOST_DESCRIBE_STRUCT(LicenceHandIn, (), (licences))

// pass: the licence counts from now on.
struct LicenceDecision {
  Verdict decision = Verdict::refuse;
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(LicenceDecision, (), (decision, reason))

// The last day (China) on which the supplier may hand in licences to prove that it still holds them.
struct ReverificationRequest {
  Date due{};
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(ReverificationRequest, (), (due, reason))

struct ReverificationView {
  Date due{};
  bool answered = false;  // handed in; who does not until then is suspended
};
BOOST_DESCRIBE_STRUCT(ReverificationView, (), (due, answered))

struct OptionalReason {
  std::optional<Text<1, 500>> reason;
};
BOOST_DESCRIBE_STRUCT(OptionalReason, (), (reason))

struct LicenceView {
  LicenceId licence_id;
  LicenceKind kind = LicenceKind::business_licence;
  std::string number;
  Date valid_to{};
  bool expired = false;
  FileView file;
  LicenceStanding standing = LicenceStanding::confirmed;      // only a confirmed one counts
  std::optional<std::string> decided_by{}, decided_reason{};  // of one that was handed in after admission
};
BOOST_DESCRIBE_STRUCT(LicenceView, (),
                      (licence_id, kind, number, valid_to, expired, file, standing, decided_by, decided_reason))

// One step of an admission or a certification: who, why, when, and the status it led to.
struct HistoryStep {
  std::int64_t version = 0;
  std::string status;
  std::string actor;
  std::string reason;
  Instant occurred_at{};
};
BOOST_DESCRIBE_STRUCT(HistoryStep, (), (version, status, actor, reason, occurred_at))

struct SupplierView {
  OrganisationId supplier_id;
  std::string legal_name;
  SupplierKind kind = SupplierKind::cooperative;
  std::string uscc;
  std::string registration_county;
  std::string registration_county_name;
  SupplierStatus status = SupplierStatus::applied;
  std::int64_t version = 0;
  bool sample = false;  // of the seed
  std::optional<std::string> contact_name;
  std::optional<ReverificationView> reverification;  // where one is asked for
  std::vector<LicenceView> licences;
  std::vector<HistoryStep> history;
  Instant created_at{};
  Instant updated_at{};
};
BOOST_DESCRIBE_STRUCT(SupplierView, (),
                      (supplier_id, legal_name, kind, uscc, registration_county, registration_county_name, status,
                       version, sample, contact_name, reverification, licences, history, created_at, updated_at))

struct SupplierListItem {
  OrganisationId supplier_id;
  std::string legal_name;
  SupplierKind kind = SupplierKind::cooperative;
  std::string registration_county;
  std::string registration_county_name;
  SupplierStatus status = SupplierStatus::applied;
  std::int64_t version = 0;
  Instant updated_at{};
};
BOOST_DESCRIBE_STRUCT(SupplierListItem, (),
                      (supplier_id, legal_name, kind, registration_county, registration_county_name, status, version,
                       updated_at))

struct SupplierPage {
  std::vector<SupplierListItem> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(SupplierPage, (), (items, next_cursor))

struct SupplierQuery {
  std::optional<SupplierStatus> status;
  std::optional<Text<6, 6>> county;
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(SupplierQuery, (), (status, county, limit, cursor))

}  // namespace shanhai::catalog
