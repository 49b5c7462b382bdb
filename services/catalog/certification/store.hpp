// Certifications, their objections and history in the database. What lies outside the scope is not found.
#pragma once

#include <optional>
#include <vector>

#include "common/db/transaction.hpp"
#include "services/catalog/certification/api.hpp"
#include "services/catalog/scope.hpp"

namespace shanhai::catalog::store {

struct CertificationRow {
  CertificationId id;
  ProductId product;
  OrganisationId supplier;
  std::string production_county;
  std::string product_name;
  CertificationStatus status = CertificationStatus::applied;
  std::int64_t households = 0;
  BenefitMethod benefit_method = BenefitMethod::wage;
  std::string statement;
  FileId file;
  std::int64_t valid_months = 0;
  std::int64_t open_objections = 0;
  std::optional<Instant> publicity_ends_at, valid_from, valid_to, revoked_at;
  std::int64_t version = 1;
  std::int64_t event_version = 0;
  Instant created_at{};
};

std::optional<CertificationRow> find_certification(db::Tx& tx, CertificationId id, const Scope& scope);
std::optional<CertificationRow> lock_certification(db::Tx& tx, CertificationId id, const Scope& scope);
std::vector<CertificationListItem> list_certifications(db::Tx& tx, const Scope& scope,
                                                       std::optional<CertificationStatus> status,
                                                       CertificationId before, std::int64_t limit);
std::vector<PublicCertification> list_public_certifications(db::Tx& tx, CertificationId before, std::int64_t limit);
std::vector<CertificationId> list_publicity_over(db::Tx& tx, std::int64_t limit);

// One of the product that stands in the way of another one at tx.now().
bool has_live_certification(db::Tx& tx, ProductId product);
// Of those that became valid, the oldest first.
std::vector<EligibilityWindow> list_eligibility_windows(db::Tx& tx, ProductId product);
bool was_ever_published(db::Tx& tx, ProductId product);

void insert_certification(db::Tx& tx, const CertificationRow& row);
// The updates write what `row` holds and raise its version; guarded by the version it had. A locked row never misses.
void update_reviewed(db::Tx& tx, CertificationRow& row);
void update_valid(db::Tx& tx, CertificationRow& row);
void update_refused(db::Tx& tx, CertificationRow& row);
void update_dismissed(db::Tx& tx, CertificationRow& row);
void update_revoked(db::Tx& tx, CertificationRow& row);
void add_open_objection(db::Tx& tx, CertificationRow& row);

void insert_objection(db::Tx& tx, CertificationId certification, ObjectionId id, const std::string& text,
                      const std::optional<std::string>& sealed_contact);
void decide_objections(db::Tx& tx, CertificationId certification, ObjectionState state);
struct ObjectionRow {
  ObjectionView view;  // without the contact
  std::optional<std::string> sealed_contact;
};
std::vector<ObjectionRow> list_objections(db::Tx& tx, CertificationId certification);

void insert_certification_history(db::Tx& tx, const CertificationRow& row, const Change& change);
std::vector<HistoryStep> list_certification_history(db::Tx& tx, CertificationId certification);
std::optional<FileView> find_evidence_file(db::Tx& tx, CertificationId certification, const Scope& scope);

}  // namespace shanhai::catalog::store
