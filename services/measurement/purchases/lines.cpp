#include "services/measurement/purchases/lines.hpp"

#include <algorithm>

#include "services/measurement/freezing/reporting.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/purchases/person_lines.hpp"
#include "services/measurement/units/tree.hpp"

namespace shanhai::measurement::purchases {
namespace {

constexpr std::size_t kReadAtLeast = 201;

// Units below another one, with the days on which they stood there.
class Standing {
 public:
  Standing(db::Tx& tx, const LinesQuery& query, Question& question) {
    if (!query.unit) return;
    asked_ = true;
    const auto known = question.as_of ? question.as_of->units.sequence : kNewestUnits;
    question.filter.units.emplace();
    for (const auto& span : load_subtree(tx, *query.unit, known).below(*query.unit, question.period)) {
      if (!spans_.contains(span.unit)) question.filter.units->push_back(span.unit);
      spans_.emplace(span.unit, Period{span.from, span.to});
    }
  }

  bool holds(const Line& line) const {
    if (!asked_) return true;
    const auto [begin, end] = spans_.equal_range(line.view.buyer_organisation.value_or(OrganisationId()));
    for (auto span = begin; span != end; ++span) {
      if (span->second.from <= line.position.day && line.position.day <= span->second.to) return true;
    }
    return false;
  }

 private:
  bool asked_ = false;
  std::multimap<OrganisationId, Period> spans_;
};

PairingTable load_pairings(db::Tx& tx, const Policy& policy, const AsOf& as_of) {
  auto pairings = store::list_pairings(tx, as_of.pairings);
  if (policy.extend_pairings_to) extend_newest(pairings, *policy.extend_pairings_to);
  return PairingTable(std::move(pairings));
}

struct Found {
  std::vector<Line> lines;
  std::optional<LinePosition> next;  // behind which the next page begins
};

// Up to `limit` lines behind `after`, looking no further than `looked_at` entries.
Found find_lines(db::Tx& tx, const LineRange& range, const PairingTable& pairings, const Standing& standing,
                 LinePosition after, std::size_t limit, std::size_t looked_at) {
  const auto& pairing = range.question.filter.pairing;
  const auto end = end_of_window(tx, range, after, looked_at);
  const std::size_t read = std::max(kReadAtLeast, limit + 1);
  Found out;
  for (;;) {
    auto lines = list_lines(tx, range, after, end, read);
    for (auto& line : lines) {
      line.view.pairing = pairings.name_of(line.view.buyer_division, line.view.origin_county, line.attributed_on);
      if ((pairing && line.view.pairing != *pairing) || !standing.holds(line)) continue;
      if (out.lines.size() == limit) {
        out.next = out.lines.back().position;
        return out;
      }
      out.lines.push_back(std::move(line));
    }
    if (lines.size() < read) break;
    after = lines.back().position;
  }
  out.next = end;
  return out;
}

// What came too late is told for the whole of what was frozen: which unit stood where no single day says.
Result<void> check_adjustments(const LinesQuery& query, bool frozen) {
  if (!query.adjustments.value_or(false)) return {};
  if (!frozen) return Error::invalid_field("query/adjustments", "not_frozen", "of a frozen period");
  if (query.unit) return Error::invalid_field("query/unit", "not_of_adjustments", "ask for one organisation");
  return {};
}

}  // namespace

Result<PurchaseLines> read_page(db::Tx& tx, const Policy& policy, const LinesQuery& query, Question question,
                                LinePosition after, PageSize size) {
  auto as_of = current_as_of(tx);
  if (query.as_of) {
    SH_TRY(as_of, read_as_of(tx, query.as_of->str()));
    question.as_of = as_of;
  }
  PurchaseLines page;
  page.as_of = as_of.str();
  SH_TRY(page.frozen, as_frozen(tx, query, as_of, question));
  SH_CHECK(check_adjustments(query, page.frozen.has_value()));
  LineRange range{std::move(question), {}};
  if (query.adjustments.value_or(false)) {
    range.adjusted = query.period.str();
    range.question.as_of = as_of;
  }
  const Standing standing(tx, query, range.question);
  const auto pairings = load_pairings(tx, policy, range.question.as_of.value_or(as_of));
  const std::size_t asked = query.limit ? static_cast<std::size_t>(query.limit->value()) : 50;
  auto found = find_lines(tx, range, pairings, standing, after, size.most > 0 ? size.most : asked, policy.looked_at);
  if (found.next) page.next_cursor = print_cursor(policy.cursor_key, *found.next);
  if (!size.in_full) {
    SH_TRY(page.untold, veil_persons(tx, policy, range.question, found.lines));
  }
  for (auto& line : found.lines) page.items.push_back(std::move(line.view));
  return page;
}

}  // namespace shanhai::measurement::purchases
