#include "services/measurement/ledger/domain.hpp"

#include <algorithm>

namespace shanhai::measurement {
namespace {

using namespace std::chrono;

bool holds(const Freeze& freeze, Date day) { return freeze.from <= day && day <= freeze.to; }

days length(const Freeze& freeze) { return sys_days(freeze.to) - sys_days(freeze.from); }

// Whether the period tells the sale, or has it beside its figures: it came too late for it.
bool knows(const Freeze& freeze, const SaleDays& sale) {
  return holds(freeze, sale.counted_on) || (holds(freeze, sale.sale_on) && sale.sequence > freeze.sequence);
}

}  // namespace

Posting post(Date occurred_on, SaleDays sale, Date booked_on, std::int64_t sequence, std::span<const Freeze> freezes) {
  Posting out;
  const Freeze* shortest = nullptr;
  bool sale_frozen = false;
  for (const auto& freeze : freezes) {
    if (sequence <= freeze.sequence) continue;
    if (holds(freeze, occurred_on)) {
      out.adjusts.emplace_back(freeze.period, RefundView::posting);
      if (!shortest || length(freeze) < length(*shortest)) shortest = &freeze;
    }
    sale_frozen = sale_frozen || holds(freeze, sale.counted_on);
    if (knows(freeze, sale)) out.adjusts.emplace_back(freeze.period, RefundView::sale);
  }
  out.posted_on = shortest ? booked_on : occurred_on;
  out.sale_posted_on = sale_frozen ? out.posted_on : sale.counted_on;
  if (shortest) out.frozen_for = shortest->period;
  return out;
}

Posting post_reversal(SaleDays sale, Date booked_on, std::int64_t sequence, std::span<const Freeze> freezes) {
  Posting out;
  const Freeze* shortest = nullptr;
  for (const auto& freeze : freezes) {
    if (sequence <= freeze.sequence || !knows(freeze, sale)) continue;
    out.adjusts.emplace_back(freeze.period, RefundView::posting);
    out.adjusts.emplace_back(freeze.period, RefundView::sale);
    out.keeps_sale = out.keeps_sale || holds(freeze, sale.counted_on);
    if (!shortest || length(freeze) < length(*shortest)) shortest = &freeze;
  }
  out.posted_on = out.sale_posted_on = out.keeps_sale ? booked_on : sale.counted_on;
  if (shortest) out.frozen_for = shortest->period;
  return out;
}

Date first_of(Date date, Tier tier) {
  switch (tier) {
    case Tier::day:
      return date;
    case Tier::month:
      return date.year() / date.month() / day(1);
    case Tier::quarter:
      return date.year() / month((unsigned(date.month()) - 1) / 3 * 3 + 1) / day(1);
    case Tier::year:
      return date.year() / January / day(1);
  }
  return date;
}

Date last_of(Date date, Tier tier) {
  if (tier == Tier::day) return date;
  const int count = tier == Tier::month ? 1 : tier == Tier::quarter ? 3 : 12;
  const auto first = first_of(date, tier);
  const year_month last = year_month(first.year(), first.month()) + months(count - 1);
  return Date(last / std::chrono::last);
}

bool covers(Tier tier, Date from, Date to) {
  return from <= to && first_of(from, tier) == from && last_of(to, tier) == to;
}

std::vector<Date> periods_between(Tier tier, Date from, Date to) {
  std::vector<Date> out;
  while (from <= to) {
    out.push_back(from);
    from = add_days(last_of(from, tier), 1);
  }
  return out;
}

}  // namespace shanhai::measurement
