#include "services/measurement/purchases/sums.hpp"

#include <algorithm>
#include <set>

#include "common/base/divisions.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/purchases/reading.hpp"

namespace shanhai::measurement {
namespace {

using reading::Row;
using reading::Shape;

bool asks(const Question& question, Dimension dimension) {
  return std::find(question.by.begin(), question.by.end(), dimension) != question.by.end();
}

bool by_pairing(const Question& question) {
  return question.filter.pairing.has_value() || asks(question, Dimension::pairing);
}

std::optional<Column> column_of(Dimension dimension) {
  switch (dimension) {
    case Dimension::buyer_division:
    case Dimension::buyer_prefecture:
      return Column::buyer_division;
    case Dimension::delivery_division:
      return Column::delivery_division;
    case Dimension::buyer_kind:
      return Column::buyer_kind;
    case Dimension::buyer_organisation:
    case Dimension::unit:
      return Column::buyer_organisation;
    case Dimension::origin_county:
      return Column::production_county;
    case Dimension::raw_material_county:
      return Column::raw_material_county;
    case Dimension::registration_county:
      return Column::registration_county;
    case Dimension::category:
      return Column::category;
    case Dimension::certified:
      return Column::certified;
    case Dimension::channel:
      return Column::channel;
    case Dimension::supplier:
      return Column::supplier;
    case Dimension::product:
      return Column::product;
    default:
      return std::nullopt;
  }
}

void add_column(Shape& shape, Column column) {
  if (!shape.has(column)) shape.columns.push_back(column);
}

// The coarsest tier of the cube that tells what is asked, or none.
std::optional<Tier> tier_for(const Cube& cube, const Question& question, bool dated) {
  Tier finest = Tier::year;
  for (const auto dimension : question.by) {
    if (dimension == Dimension::day) finest = std::min(finest, Tier::day);
    if (dimension == Dimension::month || dimension == Dimension::quarter) finest = std::min(finest, Tier::month);
  }
  std::optional<Tier> best;
  for (const auto tier : cube.tiers) {
    const bool fits =
        tier <= finest && (!dated || is_dated(tier)) && covers(tier, question.period.from, question.period.to);
    if (fits) best = tier;
  }
  return best;
}

// The narrowest cube that has the columns; of those equally narrow the one of which the fewest parts are read.
std::optional<reading::Source> source_for(const std::vector<Column>& needed, const Question& question,
                                          const Filter& filter, bool dated, bool of_all_buyers) {
  std::optional<reading::Source> best;
  for (const auto& cube : cubes()) {
    const auto has = [&](Column column) { return cube.has(column); };
    const auto tier = tier_for(cube, question, dated);
    if (!tier || (of_all_buyers && cube.organisations_only) || !std::all_of(needed.begin(), needed.end(), has))
      continue;
    const reading::Source source{&cube, *tier};
    const bool better = !best || (cube.columns.size() == best->cube->columns.size() &&
                                  reading::parts_of(source, filter).size() < reading::parts_of(*best, filter).size());
    if (better) best = source;
  }
  return best;
}

struct Plan {
  std::optional<reading::Source> source;     // none: from the entries
  std::optional<reading::Source> consumers;  // whom the first one leaves out
};

class Summing {
 public:
  Summing(db::Tx& tx, const Policy& policy, const Question& question)
      : tx_(tx), policy_(policy), question_(question), pairings_(std::vector<Pairing>()) {}

  Result<std::vector<SumRow>> run() {
    if (by_pairing(question_)) load_pairings();
    plan();
    state_ = reading::state_of(tx_, policy_, question_.as_of);
    if (plan_.source) {
      SH_CHECK(add_cubes());
    } else {
      if (reading::has_more_entries(tx_, question_, policy_.most_entries)) {
        return too_many_entries(
            "these dimensions and filters together are summed line by line: ask for a shorter period, or leave one of "
            "them out");
      }
      SH_TRY(const auto rows, reading::sum_entries(tx_, state_, {}, question_, shape_));
      for (const auto& row : rows) add(row);
    }
    std::vector<SumRow> out;
    for (auto& [keys, row] : groups_) {
      row.keys = keys;
      out.push_back(std::move(row));
    }
    return out;
  }

 private:
  void load_pairings() {
    const auto revision = question_.as_of ? question_.as_of->pairings : store::pairings_revision(tx_);
    auto pairings = store::list_pairings(tx_, revision);
    if (policy_.extend_pairings_to) extend_newest(pairings, *policy_.extend_pairings_to);
    for (const auto& pairing : pairings) {
      for (const auto day : {pairing.valid_from, add_days(pairing.valid_to, 1)}) {
        if (first_of(day, Tier::month) != day)
          split_months_[pairing.origin_division].insert(first_of(day, Tier::month));
      }
    }
    pairings_ = PairingTable(std::move(pairings));
  }

  void plan() {
    for (const auto dimension : question_.by) {
      if (const auto column = column_of(dimension)) add_column(shape_, *column);
    }
    if (by_pairing(question_)) {
      add_column(shape_, Column::buyer_division);
      add_column(shape_, Column::production_county);
      shape_.attributed = true;
    }
    shape_.day = std::any_of(question_.by.begin(), question_.by.end(), is_time);
    auto needed = reading::columns_of(question_.filter);
    needed.insert(needed.end(), shape_.columns.begin(), shape_.columns.end());
    const bool dated = shape_.attributed;
    plan_.source = source_for(needed, question_, question_.filter, dated, false);
    const bool excluded = question_.filter.units.has_value() ||
                          (question_.filter.buyer_kind && question_.filter.buyer_kind != orders::BuyerKind::consumer);
    if (!plan_.source || !plan_.source->cube->organisations_only || excluded) return;
    std::erase(needed, Column::buyer_organisation);
    plan_.consumers = source_for(needed, question_, question_.filter, dated, true);
  }

  Result<void> add_cubes() {
    SH_TRY(auto rows, reading::sum_cube(tx_, state_, *plan_.source, question_, question_.filter, shape_));
    if (plan_.consumers) {
      SH_CHECK(add_consumers(rows));
    }
    const auto split = split_months_of(rows);
    for (const auto& row : rows) {
      const bool is_split = shape_.attributed && split.contains(first_of(row.attributed, Tier::month));
      if (!is_split) add(row);
    }
    if (split.empty()) return Result<void>();
    // A pairing begins or ends inside the month: the cube does not tell on which side.
    const std::vector<Date> months(split.begin(), split.end());
    if (reading::sums_more_entries(tx_, state_, months, question_, policy_.most_entries)) {
      return too_many_entries(
          "a pairing begins or ends within a month of the period, which is summed line by line: ask for a shorter "
          "period");
    }
    SH_TRY(const auto days, reading::sum_entries(tx_, state_, months, question_, shape_));
    for (const auto& row : days) add(row);
    return Result<void>();
  }

  static Error too_many_entries(const char* why) {
    return Error::invalid_field("query/group_by", "narrow_the_question", why);
  }

  Result<void> add_consumers(std::vector<Row>& rows) {
    auto shape = shape_;
    std::erase(shape.columns, Column::buyer_organisation);
    auto filter = question_.filter;
    filter.buyer_kind = orders::BuyerKind::consumer;
    SH_TRY(auto of_consumers, reading::sum_cube(tx_, state_, *plan_.consumers, question_, filter, shape));
    for (auto& row : of_consumers) {
      row.columns[Column::buyer_organisation] = "";
      rows.push_back(std::move(row));
    }
    return Result<void>();
  }

  std::set<Date> split_months_of(const std::vector<Row>& rows) const {
    std::set<Date> out;
    if (!shape_.attributed) return out;
    for (const auto& row : rows) {
      const auto found = split_months_.find(row.columns.at(Column::production_county));
      const auto month = first_of(row.attributed, Tier::month);
      if (found != split_months_.end() && found->second.contains(month)) out.insert(month);
    }
    return out;
  }

  std::string key_of(const Row& row, Dimension dimension) const {
    if (dimension == Dimension::pairing) return pairing_of(row);
    if (is_time(dimension)) return name_of_day(row.day, dimension);
    const auto& text = row.columns.at(*column_of(dimension));
    return dimension == Dimension::buyer_prefecture ? std::string(prefecture_of(text)) : text;
  }

  std::string pairing_of(const Row& row) const {
    return pairings_.name_of(row.columns.at(Column::buyer_division), row.columns.at(Column::production_county),
                             row.attributed);
  }

  void add(const Row& row) {
    if (question_.filter.pairing && pairing_of(row) != *question_.filter.pairing) return;
    std::vector<std::string> keys;
    keys.reserve(question_.by.size());
    for (const auto dimension : question_.by) keys.push_back(key_of(row, dimension));
    auto& to = groups_[std::move(keys)];
    to.gross += row.sums.gross;
    to.refunded += row.sums.refunded;
    to.lines += row.sums.lines;
    to.refunds += row.sums.refunds;
    to.quantity += row.sums.quantity;
  }

  db::Tx& tx_;
  const Policy& policy_;
  const Question& question_;
  PairingTable pairings_;
  std::map<std::string, std::set<Date>> split_months_;  // by production county
  Shape shape_;
  Plan plan_;
  reading::State state_;
  std::map<std::vector<std::string>, SumRow> groups_;
};

}  // namespace

Result<std::vector<SumRow>> sum(db::Tx& tx, const Policy& policy, const Question& question) {
  return Summing(tx, policy, question).run();
}

}  // namespace shanhai::measurement
