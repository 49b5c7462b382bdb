#include "common/events/event.hpp"

#include "services/identity/organisations/service.hpp"
#include "services/identity/sign_in/store.hpp"

namespace shanhai::identity {

void append_organisation_event(db::Tx& tx, Random& random, const Organisation& organisation, const std::string& actor,
                               const std::string& reason, const std::string& trace_id) {
  events::NewEvent event;
  event.type = kOrganisationChanged;
  event.aggregate_type = "organisation";
  event.aggregate_id = organisation.id.str();
  event.version = organisation.version;
  event.actor = actor;
  event.reason = reason;
  event.trace_id = trace_id;
  event.payload = json::write(organisation).get_object();
  events::append(tx, random, event);
}

void append_membership_event(db::Tx& tx, Random& random, const Membership& membership, const std::string& actor,
                             const std::string& reason, const std::string& trace_id) {
  MembershipChanged payload;
  payload.membership = membership.id;
  payload.organisation = membership.organisation;
  payload.account = membership.account;
  payload.administrator = membership.administrator;
  payload.ended = membership.ended_at.has_value();
  events::NewEvent event;
  event.type = kMembershipChanged;
  event.aggregate_type = "membership";
  event.aggregate_id = membership.id.str();
  event.version = membership.version;
  event.actor = actor;
  event.reason = reason;
  event.trace_id = trace_id;
  event.payload = json::write(payload).get_object();
  events::append(tx, random, event);
}

void end_membership(db::Tx& tx, Random& random, Membership membership, AccountId actor, const std::string& reason,
                    const std::string& trace_id) {
  membership.ended_at = tx.now();
  membership.administrator = false;
  membership.version = store::update_membership(tx, membership, actor);
  store::end_sessions_of(tx, membership.organisation, membership.account, SessionEnd::role_ended);
  append_membership_event(tx, random, membership, actor.str(), reason, trace_id);
}

}  // namespace shanhai::identity
