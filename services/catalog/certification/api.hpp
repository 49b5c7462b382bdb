// What the certification routes take and give.
#pragma once

#include "services/catalog/certification/domain.hpp"
#include "services/catalog/supplier/api.hpp"

namespace shanhai::catalog {

SHANHAI_ID(ObjectionId, "obj");

BOOST_DESCRIBE_ENUM(CertificationStatus, applied, publicity, valid, refused, revoked)
BOOST_DESCRIBE_ENUM(BenefitMethod, wage, asset_share, purchase_of_produce)
BOOST_DESCRIBE_ENUM(ObjectionState, open, dismissed, upheld)
BOOST_DESCRIBE_ENUM(CertificationVerb, pass_review, refuse_review, publicity_over, uphold_objection, revoke)

struct Evidence {
  Bounded<1, 1'000'000> households;
  BenefitMethod benefit_method = BenefitMethod::wage;
  Text<1, 2000> statement;
  UploadedFile file;
};
BOOST_DESCRIBE_STRUCT(Evidence, (), (households, benefit_method, statement, file))

struct CertificationApplication {
  ProductId product_id;
  Evidence evidence;
};
BOOST_DESCRIBE_STRUCT(CertificationApplication, (), (product_id, evidence))

struct Review {
  Verdict decision = Verdict::refuse;
  Text<1, 500> reason;
  std::optional<Bounded<1, 60>> valid_months;  // 12 where it is not given
};
BOOST_DESCRIBE_STRUCT(Review, (), (decision, reason, valid_months))

// pass: the open objections are dismissed; refuse: they are upheld, and so the certification is refused.
struct ObjectionDecision {
  Verdict decision = Verdict::refuse;
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(ObjectionDecision, (), (decision, reason))

struct ObjectionText {
  Text<1, 2000> text;
  std::optional<Text<1, 100>> contact;  // seen by the reviewers only
};
BOOST_DESCRIBE_STRUCT(ObjectionText, (), (text, contact))

struct ObjectionReceipt {
  ObjectionId objection_id;
  CertificationId certification_id;
  Instant received_at{};
};
BOOST_DESCRIBE_STRUCT(ObjectionReceipt, (), (objection_id, certification_id, received_at))

struct ObjectionView {
  ObjectionId objection_id;
  std::string text;
  std::optional<std::string> contact;
  ObjectionState state = ObjectionState::open;
  Instant received_at{};
  std::optional<Instant> decided_at;
};
BOOST_DESCRIBE_STRUCT(ObjectionView, (), (objection_id, text, contact, state, received_at, decided_at))

struct EvidenceView {
  std::int64_t households = 0;
  BenefitMethod benefit_method = BenefitMethod::wage;
  std::string statement;
  FileView file;
};
BOOST_DESCRIBE_STRUCT(EvidenceView, (), (households, benefit_method, statement, file))

struct CertificationView {
  CertificationId certification_id;
  ProductId product_id;
  std::string product_name;
  OrganisationId supplier_id;
  std::string production_county, production_county_name;
  CertificationStatus status = CertificationStatus::applied;
  bool eligible_now = false;
  std::int64_t version = 0;
  EvidenceView evidence;
  std::optional<Instant> publicity_ends_at, valid_from, valid_to, revoked_at;
  std::int64_t open_objections = 0;
  std::vector<ObjectionView> objections;  // reviewers and operators only
  std::vector<HistoryStep> history;
  Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(CertificationView, (),
                      (certification_id, product_id, product_name, supplier_id, production_county,
                       production_county_name, status, eligible_now, version, evidence, publicity_ends_at, valid_from,
                       valid_to, revoked_at, open_objections, objections, history, created_at))

struct CertificationListItem {
  CertificationId certification_id;
  ProductId product_id;
  std::string product_name;
  OrganisationId supplier_id;
  std::string production_county, production_county_name;
  CertificationStatus status = CertificationStatus::applied;
  std::int64_t households = 0;
  std::optional<Instant> publicity_ends_at, valid_from, valid_to;
  std::int64_t open_objections = 0;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CertificationListItem, (),
                      (certification_id, product_id, product_name, supplier_id, production_county,
                       production_county_name, status, households, publicity_ends_at, valid_from, valid_to,
                       open_objections, version))

struct CertificationPage {
  std::vector<CertificationListItem> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(CertificationPage, (), (items, next_cursor))

struct CertificationQuery {
  std::optional<CertificationStatus> status;
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(CertificationQuery, (), (status, limit, cursor))

// In publicity or valid, for anyone: what may be objected to, and what is certified.
struct PublicCertification {
  CertificationId certification_id;
  ProductId product_id;
  std::string product_name;
  OrganisationId supplier_id;
  std::string supplier_name;
  std::string production_county, production_county_name;
  CertificationStatus status = CertificationStatus::publicity;
  std::int64_t households = 0;
  BenefitMethod benefit_method = BenefitMethod::wage;
  std::optional<Instant> publicity_ends_at, valid_from, valid_to;
};
BOOST_DESCRIBE_STRUCT(PublicCertification, (),
                      (certification_id, product_id, product_name, supplier_id, supplier_name, production_county,
                       production_county_name, status, households, benefit_method, publicity_ends_at, valid_from,
                       valid_to))

struct PublicCertificationPage {
  std::vector<PublicCertification> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PublicCertificationPage, (), (items, next_cursor))

struct PublicCertificationQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(PublicCertificationQuery, (), (limit, cursor))

struct EligibilityQuery {
  std::optional<Instant> at;  // now where it is not given
};
BOOST_DESCRIBE_STRUCT(EligibilityQuery, (), (at))

// When a product was, or is to be, certified for assistance.
struct EligibilityWindow {
  CertificationId certification_id;
  Instant valid_from{};
  Instant valid_to{};                 // exclusive
  std::optional<Instant> revoked_at;  // it ended then
  std::int64_t households = 0;        // that its evidence names
};
BOOST_DESCRIBE_STRUCT(EligibilityWindow, (), (certification_id, valid_from, valid_to, revoked_at, households))

// Whether what was sold of a product at an instant was certified, and by which certification.
struct Eligibility {
  ProductId product_id;
  Instant at{};
  bool eligible = false;
  std::optional<CertificationId> certification_id;
  std::vector<EligibilityWindow> history;  // all that ever became valid, the oldest first
};
BOOST_DESCRIBE_STRUCT(Eligibility, (), (product_id, at, eligible, certification_id, history))

}  // namespace shanhai::catalog
