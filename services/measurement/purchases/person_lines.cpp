#include "services/measurement/purchases/person_lines.hpp"

#include <algorithm>
#include <set>

#include "services/measurement/purchases/distinct.hpp"

namespace shanhai::measurement::purchases {
namespace {

using Keys = std::vector<std::string>;

const std::vector<Dimension> kCell{Dimension::month, Dimension::buyer_division, Dimension::origin_county,
                                   Dimension::category, Dimension::certified};

Date month_of(const Line& line) { return line.view.posted_on; }

Keys cell_of(const Line& line) {
  const auto& view = line.view;
  return {name_of_day(month_of(line), Dimension::month), view.buyer_division, view.origin_county, view.category,
          view.certified ? "true" : "false"};
}

DivisionSet set_of(const std::set<std::string>& codes) {
  return {false, std::vector<std::string>(codes.begin(), codes.end())};
}

// Cells of the persons' lines that enough persons bought in.
Result<std::set<Keys>> large_cells(db::Tx& tx, const Policy& policy, const Question& asked,
                                   const std::vector<const Line*>& lines) {
  std::set<std::string> buyers, origins;
  std::set<Date> months;
  for (const auto* line : lines) {
    buyers.insert(line->view.buyer_division);
    origins.insert(line->view.origin_county);
    months.insert(first_of(month_of(*line), Tier::month));
  }
  Question question;
  question.measure = asked.measure;
  question.as_of = asked.as_of;
  question.period = {*months.begin(), last_of(*months.rbegin(), Tier::month)};
  question.by = kCell;
  question.filter.buyers = set_of(buyers);
  question.filter.origins = set_of(origins);
  question.filter.buyer_kind = orders::BuyerKind::consumer;
  SH_TRY(const auto counts, count_distinct(tx, policy, question, DistinctOf::buyers));
  std::set<Keys> out;
  for (const auto& [keys, persons] : counts) {
    if (persons >= policy.smallest_cell) out.insert(keys);
  }
  return out;
}

void veil(PurchaseLine& line) {
  line.order_id.reset();
  line.line_id.reset();
  line.occurred_at.reset();
  line.delivery_division.reset();
  line.supplier.reset();
  line.product.reset();
  line.raw_material_county.reset();
  line.registration_county.reset();
}

}  // namespace

Result<std::optional<UntoldLines>> veil_persons(db::Tx& tx, const Policy& policy, const Question& question,
                                                std::vector<Line>& lines) {
  std::vector<const Line*> of_persons;
  for (const auto& line : lines) {
    if (!line.person.is_nil()) of_persons.push_back(&line);
  }
  if (of_persons.empty()) return std::optional<UntoldLines>();
  SH_TRY(const auto large, large_cells(tx, policy, question, of_persons));
  std::set<AccountId> persons;
  for (const auto* line : of_persons) {
    if (large.contains(cell_of(*line))) persons.insert(line->person);
  }
  const bool enough = static_cast<std::int64_t>(persons.size()) >= policy.smallest_cell;
  std::optional<UntoldLines> untold;
  std::vector<Line> told;
  for (auto& line : lines) {
    if (!line.person.is_nil()) {
      if (!enough || !large.contains(cell_of(line))) {
        if (!untold) untold.emplace();
        ++untold->entries;
        untold->amount += line.view.amount;
        continue;
      }
      veil(line.view);
    }
    told.push_back(std::move(line));
  }
  lines = std::move(told);
  return untold;
}

}  // namespace shanhai::measurement::purchases
