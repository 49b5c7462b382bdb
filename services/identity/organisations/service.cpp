#include "services/identity/organisations/service.hpp"

#include "common/base/encoding.hpp"
#include "common/db/audit.hpp"
#include "common/notifications/notifications.hpp"
#include "services/identity/organisations/document.hpp"
#include "services/identity/organisations/domain.hpp"
#include "services/identity/paging.hpp"
#include "services/identity/sign_in/store.hpp"
#include "services/identity/texts.hpp"
#include "services/identity/throttle/store.hpp"

namespace shanhai::identity {
namespace {

constexpr ThrottleRule kOrganisationsPerAccount{10, std::chrono::hours(2), std::chrono::minutes(10),
                                                std::chrono::hours(24)};

std::string data_key_context(OrganisationId id) { return "organisation:" + id.str(); }
std::string proof_context(OrganisationId id, std::string_view part) {
  return "organisation_proof." + std::string(part) + ":" + id.str();
}

bool sees_everything(const auth::Principal& caller) { return caller.role == auth::Role::platform_operator; }

Organisation facts_of(const NewOrganisation& request, OrganisationId id) {
  Organisation facts;
  facts.id = id;
  facts.kind = request.kind;
  facts.status = first_status(request.kind);
  facts.name = request.name;
  facts.uscc = request.uscc ? request.uscc->str() : "";
  facts.region = request.region;
  facts.superior = request.superior;
  return facts;
}

Result<void> check_superior(db::Tx& tx, std::optional<OrganisationId> superior) {
  if (!superior) return {};
  const auto found = store::find_organisation(tx, *superior);
  const bool fits =
      found && found->facts.kind == OrganisationKind::budget_unit && found->facts.status == OrganisationStatus::active;
  if (!fits) return Error::invalid_field("/superior", "unknown_superior", "an active budget unit");
  return {};
}

std::string_view message_for(OrganisationStatus status) {
  switch (status) {
    case OrganisationStatus::active:
      return kOrganisationApproved;
    case OrganisationStatus::refused:
      return kOrganisationRefused;
    default:
      return kOrganisationSuspended;
  }
}

}  // namespace

Task<Result<std::optional<Organisations::CheckedProof>>> Organisations::check_proof(std::optional<ProofUpload> upload) {
  if (!upload) co_return std::optional<CheckedProof>();
  auto decode = [upload](std::size_t) -> Result<std::optional<CheckedProof>> {
    auto content = from_base64(upload->content_base64.str());
    if (!content) return Error::invalid_field("/proof/content_base64", "invalid_base64");
    if (content->size() > kProofBytesMax) return Error::invalid_field("/proof/content_base64", "too_long");
    const auto media_type = media_type_of(*content);
    if (!media_type) {
      return Error::invalid_field("/proof/content_base64", "unsupported_document", "PDF, PNG, JPEG or plain text");
    }
    auto digest = sha256(*content);
    return std::optional<CheckedProof>(
        CheckedProof{upload->document_name, *media_type, std::move(*content), std::move(digest)});
  };
  auto checked = co_await environment_.workers.run(std::move(decode));
  co_return checked;
}

Proof Organisations::seal_proof(const StoredOrganisation& organisation, const CheckedProof& proof, Instant now) const {
  const auto id = organisation.facts.id;
  const auto seal = [&](const std::string& plain, std::string_view part) {
    return environment_.vault.seal_with(organisation.data_key, data_key_context(id), plain, proof_context(id, part));
  };
  return {seal(proof.document_name, "document_name"), proof.media_type, seal(proof.content, "content"), proof.sha256,
          now};
}

Task<Result<Organisation>> Organisations::create(auth::Principal caller, NewOrganisation request, Call call) {
  OrganisationApplication application;
  application.kind = request.kind;
  if (request.uscc) application.uscc = request.uscc->str();
  application.region = request.region.str();
  application.has_superior = request.superior.has_value();
  application.has_proof = request.proof.has_value();
  SH_CO_CHECK(check_application(application));
  auto checked = co_await check_proof(request.proof);
  if (checked.has_error()) co_return std::move(checked).error();
  request.proof.reset();

  using Outcome = std::variant<Organisation, std::chrono::seconds>;
  auto work = [this, caller, request, call, proof = *checked](db::Tx& tx) -> Result<Outcome> {
    const store::Throttled counts[] = {
        {environment_.vault.lookup_hash("throttle|organisations|" + caller.account.str()), kOrganisationsPerAccount}};
    if (const auto wait = store::charge(tx, counts)) return Outcome(*wait);
    SH_CHECK(check_superior(tx, request.superior));
    StoredOrganisation made;
    made.facts = facts_of(request, OrganisationId(make_uuid_v7(tx.now(), environment_.random)));
    made.data_key = environment_.vault.make_data_key(data_key_context(made.facts.id));
    if (!store::insert_organisation(tx, made)) return Error::conflict("uscc_taken");
    if (proof) store::insert_proof(tx, made.facts.id, seal_proof(made, *proof, tx.now()));
    Membership membership;
    membership.id = MembershipId(make_uuid_v7(tx.now(), environment_.random));
    membership.organisation = made.facts.id;
    membership.account = caller.account;
    membership.administrator = true;
    membership.granted_at = tx.now();
    store::insert_membership(tx, membership, caller.account);
    append_organisation_event(tx, environment_.random, made.facts, caller.actor(), "application", call.trace_id);
    append_membership_event(tx, environment_.random, membership, caller.actor(), "application", call.trace_id);
    return Outcome(made.facts);
  };
  auto outcome = co_await environment_.database.transaction(std::move(work));
  if (outcome.has_error()) co_return std::move(outcome).error();
  if (const auto* wait = std::get_if<std::chrono::seconds>(&*outcome)) {
    co_return Error::too_many_requests(*wait, "organisation_requests_paused");
  }
  environment_.events_written();
  co_return std::get<Organisation>(*outcome);
}

Task<Result<Organisation>> Organisations::get(auth::Principal caller, OrganisationId id) {
  auto read = [caller, id](db::Tx& tx) -> Result<Organisation> {
    const auto found = store::find_organisation(tx, id);
    const bool visible = found && (sees_everything(caller) || store::find_membership(tx, id, caller.account));
    if (!visible) return Error::not_found("organisation");
    return found->facts;
  };
  auto found = co_await environment_.database.transaction(std::move(read));
  co_return found;
}

Task<Result<OrganisationPage>> Organisations::list(OrganisationListQuery query) {
  SH_CO_TRY(const auto after, after_cursor<OrganisationId>(query.cursor));
  const auto size = page_size(query.limit);
  auto read = [query, after, size](db::Tx& tx) -> Result<OrganisationPage> {
    OrganisationPage page;
    page.items = store::list_organisations(tx, query.status.value_or(OrganisationStatus::pending), after, size + 1);
    page.next_cursor = cut_page(page.items, size, [](const Organisation& one) { return one.id; });
    return page;
  };
  auto page = co_await environment_.database.transaction(std::move(read));
  co_return page;
}

Task<Result<ProofDocument>> Organisations::proof(auth::Principal caller, OrganisationId id) {
  auto read = [this, caller, id](db::Tx& tx) -> Result<ProofDocument> {
    const auto organisation = store::find_organisation(tx, id);
    if (!organisation) return Error::not_found("organisation");
    const auto sealed = store::find_proof(tx, id);
    if (!sealed) return Error::not_found("proof");
    const auto open = [&](const std::string& text, std::string_view part) {
      auto opened =
          environment_.vault.open_with(organisation->data_key, data_key_context(id), text, proof_context(id, part));
      if (!opened) throw std::runtime_error("the proof of " + id.str() + " does not open");
      return std::move(*opened);
    };
    ProofDocument document{open(sealed->document_name, "document_name"), sealed->media_type,
                           open(sealed->content, "content")};
    db::AuditEntry entry;
    entry.actor = caller.actor();
    entry.action = "identity.proof_read";
    entry.subject = id.str();
    entry.details = {{"sha256", to_hex(sealed->sha256)}};
    db::append_audit(tx, environment_.random, entry);
    return document;
  };
  auto document = co_await environment_.database.transaction(std::move(read));
  co_return document;
}

Task<Result<Organisation>> Organisations::decide(auth::Principal caller, OrganisationId id, OrganisationAction action,
                                                 Decision decision, Call call) {
  auto work = [this, caller, id, action, decision, call](db::Tx& tx) -> Result<Organisation> {
    const auto locked = store::lock_organisation(tx, id);
    // The platform's own organisation is nobody's to suspend: it would lock everybody out.
    if (!locked || locked->facts.kind == OrganisationKind::platform) return Error::not_found("organisation");
    auto facts = locked->facts;
    SH_TRY(facts.status, move_organisation(facts.status, action));
    const auto version = store::update_status(tx, facts);
    if (!version) return Error::conflict("uscc_taken");
    facts.version = *version;
    if (facts.status != OrganisationStatus::active) {
      store::end_sessions_of(tx, id, SessionEnd::organisation_suspended);
    }
    append_organisation_event(tx, environment_.random, facts, caller.actor(), decision.reason.str(), call.trace_id);
    notifications::Recipient recipient;
    recipient.organisation = id;
    notifications::enqueue(tx, environment_.vault, environment_.random, recipient, message_for(facts.status),
                           {{"name", facts.name}, {"reason", decision.reason.str()}});
    return facts;
  };
  auto decided = co_await environment_.database.transaction(std::move(work));
  if (decided.has_value()) {
    environment_.events_written();
    environment_.message_queued();
  }
  co_return decided;
}

}  // namespace shanhai::identity
