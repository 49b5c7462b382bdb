#include "services/measurement/registrations/entries.hpp"

#include <set>

#include "services/measurement/ledger/ledger.hpp"
#include "services/measurement/registrations/api.hpp"

namespace shanhai::measurement {
namespace {

Entry entry_of(const RegistrationFacts& facts, const RegisteredLine& line, const CountedIn& counted) {
  Entry out;
  out.measure = counted.measure;
  out.order = OrderId(facts.registration.bytes());
  out.line = line.line;
  out.occurred_at = start_of_china_day(counted.on);
  out.sale_on = counted.on;
  out.attributed_on = counted.measure == orders::Measure::ordered ? counted.on : facts.attributed_on;
  out.amount = line.amount;
  out.quantity = line.quantity;
  out.of.buyer_kind = facts.buyer_kind;
  out.of.buyer_organisation = facts.buyer;
  out.of.buyer_division = out.of.delivery_division = facts.buyer_division;
  out.of.supplier = facts.supplier;
  out.of.product = line.product;
  out.of.goods = goods_of(line.category);
  out.of.certified = line.certified;
  out.of.production_county = line.production_county;
  out.of.raw_material_county = line.raw_material_county;
  out.of.registration_county = line.registration_county;
  out.of.channel = orders::Channel::offline;
  return out;
}

void count(Ledger& ledger, const RegistrationFacts& facts) {
  for (const auto& counted : facts.counts) {
    for (const auto& line : facts.lines) ledger.add(entry_of(facts, line, counted));
  }
}

// The sales that are taken back.
Result<void> load_sales(Ledger& ledger, std::span<const events::Event> events) {
  std::set<orders::Measure> measures;
  std::vector<OrderLineId> lines;
  for (const auto& event : events) {
    if (event.type != kRegistrationReversed) continue;
    SH_TRY(const auto reversed, json::read<RegistrationReversed>(event.payload));
    for (const auto& counted : reversed.facts.counts) measures.insert(counted.measure);
    for (const auto& line : reversed.facts.lines) lines.push_back(line.line);
  }
  ledger.load_sales({measures.begin(), measures.end()}, lines);
  return {};
}

// It never was: taken away on the very day on which it was counted, or, where that is frozen, as an adjustment.
void take_back(Ledger& ledger, const RegistrationReversed& reversed) {
  for (const auto& counted : reversed.facts.counts) {
    for (const auto& line : reversed.facts.lines) {
      auto entry = entry_of(reversed.facts, line, counted);
      entry.kind = EntryKind::reversal;
      entry.source = RefundId(reversed.by.bytes());
      ledger.add(entry);
    }
  }
}

}  // namespace

Result<void> apply_registration_events(db::Tx& tx, std::span<const events::Event> events) {
  Ledger ledger(tx, Origin::registrations);
  SH_CHECK(load_sales(ledger, events));
  for (const auto& event : events) {
    const bool approved = event.type == kRegistrationApproved, reversed = event.type == kRegistrationReversed;
    if (!ledger.reach(event.sequence, event.occurred_at)) continue;
    if (approved) {
      SH_TRY(const auto facts, json::read<RegistrationFacts>(event.payload));
      count(ledger, facts);
    }
    if (reversed) {
      SH_TRY(const auto facts, json::read<RegistrationReversed>(event.payload));
      take_back(ledger, facts);
    }
  }
  ledger.write();
  return {};
}

}  // namespace shanhai::measurement
