#include "services/measurement/registrations/change.hpp"

#include "services/measurement/registrations/submitting.hpp"

namespace shanhai::measurement {
namespace {

std::string name_of(RegistrationState state) { return boost::describe::enum_to_string(state, ""); }

json::Object changed(const RegistrationRow& row) {
  return json::write(RegistrationChanged{row.id, row.state, row.supplier.id, row.buyer.id, row.amount}).as_object();
}

}  // namespace

RegistrationFacts counted_facts(const RegistrationRow& row) {
  RegistrationFacts out;
  out.registration = row.id;
  out.supplier = row.supplier.id;
  out.buyer = row.buyer.id;
  out.buyer_kind = row.buyer_kind;
  out.buyer_division = row.buyer_division;
  const auto days = counted_days(row);
  out.counts.push_back({orders::Measure::ordered, days.ordered});
  if (days.paid) out.counts.push_back({orders::Measure::paid, *days.paid});
  if (days.accepted) out.counts.push_back({orders::Measure::accepted, *days.accepted});
  out.attributed_on = days.paid.value_or(row.purchased_on);
  for (const auto& line : row.lines) {
    out.lines.push_back({line.line, line.product, line.category, line.certified, line.production_county,
                         line.raw_material_county, line.registration_county, line.quantity, line.amount});
  }
  return out;
}

Result<RegistrationChange> RegistrationChange::lock(db::Tx& tx, Random& random, const Command& command,
                                                    RegistrationId id, const RegistrationScope& scope) {
  auto row = store::find_registration(tx, id, scope);
  if (!row) return Error::not_found("registration");
  if (row->corrects) store::lock_registration(tx, *row->corrects);  // the older one
  store::lock_registration(tx, id);
  row = store::find_registration(tx, id, scope);
  RegistrationChange out(tx, random, command, std::move(row.value()));
  if (out.row_.corrects) out.corrected_ = store::find_registration(tx, *out.row_.corrects, {});
  return out;
}

// Only what the registrant registered itself may be corrected by it; either side may have it reversed.
Result<void> RegistrationChange::find_corrected(const RegistrationScope& scope) {
  store::lock_registration(tx_, *row_.corrects);
  corrected_ = store::find_registration(tx_, *row_.corrects, scope);
  const bool reversal = row_.kind == RegistrationKind::reversal;
  if (!corrected_ || corrected_->kind == RegistrationKind::reversal ||
      (!reversal && corrected_->registrant() != row_.registrant())) {
    if (reversal) return Error::not_found("registration");
    auto refusal = Error::unprocessable("registration_not_found", "one of your own that is no reversal");
    refusal.fields.push_back({"/corrects", refusal.code, {}});
    return refusal;
  }
  if (corrected_->corrected_by) return Error::conflict("correction_open", "another one is to stand in its place");
  // Else what it corrects would stay counted beside this one.
  if (corrected_->corrects && corrected_->state != RegistrationState::approved)
    return Error::conflict("correction_of_correction", "withdraw it, and correct what it corrects");
  if (corrected_->state == RegistrationState::approved) return {};
  if (reversal) return Error::conflict("registration_state", "only what was counted can be reversed");
  SH_TRY(corrected_->state, move_registration(corrected_->state, RegistrationAction::correct));
  return {};
}

Result<void> RegistrationChange::insert(const std::string& reason) {
  if (row_.corrects) {
    SH_CHECK(find_corrected({row_.registrant(), {}, {}}));
    corrected_->corrected_by = row_.id;
    save(*corrected_, RegistrationAction::correct, reason);
  }
  store::insert_registration(tx_, row_);
  tell(kRegistrationSubmitted, row_, changed(row_));
  return {};
}

Result<void> RegistrationChange::move(RegistrationAction action, const std::string& reason) {
  SH_TRY(row_.state, move_registration(row_.state, action));
  if (action == RegistrationAction::confirm) row_.both_sides = true;
  if (action == RegistrationAction::approve && corrected_ && corrected_->state == RegistrationState::approved)
    take_back(reason);
  save(row_, action, reason);
  if (row_.state == RegistrationState::refused || row_.state == RegistrationState::withdrawn) end_correction(reason);
  return {};
}

void RegistrationChange::save(RegistrationRow& row, RegistrationAction action, const std::string& reason) {
  store::update_registration(tx_, row);
  store::insert_step(
      tx_, {row.id, row.version, action, command_.caller.actor(), command_.caller.organisation, reason, tx_.now()});
  if (action == RegistrationAction::approve && row.kind == RegistrationKind::sale)
    return tell(kRegistrationApproved, row, json::write(counted_facts(row)).as_object());
  if (action == RegistrationAction::reverse)
    return tell(kRegistrationReversed, row, json::write(RegistrationReversed{row_.id, counted_facts(row)}).as_object());
  tell(kRegistrationMoved, row, changed(row));
}

// People's words stay with the step; the event says what became of it.
void RegistrationChange::tell(std::string_view type, const RegistrationRow& row, json::Object payload) {
  events::NewEvent event;
  event.type = type;
  event.aggregate_type = "registration";
  event.aggregate_id = row.id.str();
  event.version = row.version;
  event.actor = command_.caller.actor();
  event.reason = name_of(row.state);
  event.trace_id = command_.trace_id;
  event.payload = std::move(payload);
  events::append(tx_, random_, event);
}

void RegistrationChange::take_back(const std::string& reason) {
  corrected_->state = move_registration(corrected_->state, RegistrationAction::reverse).value();
  save(*corrected_, RegistrationAction::reverse, reason);
}

// What was approved goes on to count as it is; what was not has given way for good.
void RegistrationChange::end_correction(const std::string& reason) {
  if (!corrected_ || corrected_->state != RegistrationState::approved || corrected_->corrected_by != row_.id) return;
  corrected_->corrected_by.reset();
  save(*corrected_, RegistrationAction::restore, reason);
  give_back_vouchers(tx_, row_, *corrected_);
}

}  // namespace shanhai::measurement
