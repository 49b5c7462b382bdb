#include "services/measurement/units/volume.hpp"

#include <numeric>
#include <set>

#include "services/measurement/lists.hpp"
#include "services/measurement/purchases/reading.hpp"

namespace shanhai::measurement {
namespace {

Question question_of(const VolumeQuestion& asked, const Period& period, std::vector<Dimension> by) {
  Question out;
  out.measure = asked.measure;
  out.period = period;
  out.by = std::move(by);
  if (asked.certified_only) out.filter.certified = true;
  if (!asked.state.is_current) out.as_of = asked.state.as_of;
  return out;
}

// "2026-11"
std::size_t month_index(const std::string& name) { return static_cast<std::size_t>(std::stoi(name.substr(5)) - 1); }

void add(MonthlyNet& to, const MonthlyNet& more) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += more[i];
}

using ByKey = std::map<std::string, MonthlyNet>;

Result<ByKey> sum_by(db::Tx& tx, const Policy& policy, const Question& question) {
  SH_TRY(const auto rows, sum(tx, policy, question));
  ByKey out;
  for (const auto& row : rows) {
    auto& net = out.try_emplace(row.keys.at(0), MonthlyNet{}).first->second;
    net[month_index(row.keys.at(1))] += row.net().fen();
  }
  return out;
}

Result<ByKey> net_by(db::Tx& tx, const Policy& policy, const VolumeQuestion& asked, Dimension dimension) {
  const std::vector<Dimension> by{dimension, Dimension::month};
  return sum_by(tx, policy, question_of(asked, year_of(asked.year), by));
}

Result<void> add_units(db::Tx& tx, const Policy& policy, const VolumeQuestion& asked, const Period& period,
                       const std::vector<OrganisationId>& units, std::map<OrganisationId, MonthlyNet>& to) {
  if (units.empty()) return {};
  auto question = question_of(asked, period, {Dimension::buyer_organisation, Dimension::month});
  question.filter.units = units;
  SH_TRY(const auto sums, sum_by(tx, policy, question));
  for (const auto& [key, net] : sums) {
    auto& own = to.try_emplace(OrganisationId::parse(key).value(), MonthlyNet{}).first->second;
    add(own, net);
  }
  return {};
}

using ByDay = std::map<std::pair<OrganisationId, Date>, std::int64_t>;

Result<ByDay> net_by_day(db::Tx& tx, const Policy& policy, const VolumeQuestion& asked,
                         const std::vector<OrganisationId>& units) {
  // However many moved, no question has more sums than one may have.
  static_assert(store::kIdsInOneRead * 366 <= reading::kGroupsMax);
  ByDay out;
  auto question = question_of(asked, year_of(asked.year), {Dimension::buyer_organisation, Dimension::day});
  Result<void> done;
  const auto add_some = [&](const std::vector<OrganisationId>& some) -> Result<void> {
    question.filter.units = some;
    SH_TRY(const auto rows, sum(tx, policy, question));
    for (const auto& row : rows)
      out[{OrganisationId::parse(row.keys.at(0)).value(), parse_date(row.keys.at(1)).value()}] += row.net().fen();
    return {};
  };
  store::in_parts(units, [&](const std::vector<OrganisationId>& some) {
    if (done.has_value()) done = add_some(some);
  });
  SH_CHECK(std::move(done));
  return out;
}

}  // namespace

Result<State> state_of(db::Tx& tx, const std::optional<Text<10, 160>>& as_of) {
  State out;
  if (as_of) {
    SH_TRY(out.as_of, read_as_of(tx, as_of->str()));
    out.is_current = false;
  } else {
    out.as_of = current_as_of(tx);
  }
  out.day = china_date(out.as_of.recorded_at);
  return out;
}

Result<std::map<OrganisationId, MonthlyNet>> net_by_unit(db::Tx& tx, const Policy& policy,
                                                         const VolumeQuestion& question,
                                                         const std::vector<OrganisationId>& units) {
  std::map<OrganisationId, MonthlyNet> out;
  SH_CHECK(add_units(tx, policy, question, year_of(question.year), units, out));
  return out;
}

Result<std::map<std::string, MonthlyNet>> net_by_buyer_division(db::Tx& tx, const Policy& policy,
                                                                const VolumeQuestion& question) {
  return net_by(tx, policy, question, Dimension::buyer_division);
}

Result<std::map<std::string, MonthlyNet>> net_by_origin_county(db::Tx& tx, const Policy& policy,
                                                               const VolumeQuestion& question) {
  return net_by(tx, policy, question, Dimension::origin_county);
}

Result<std::map<std::string, MonthlyNet>> net_by_pairing(db::Tx& tx, const Policy& policy,
                                                         const VolumeQuestion& question) {
  SH_TRY(const auto by_name, net_by(tx, policy, question, Dimension::pairing));
  std::map<std::string, MonthlyNet> out;
  for (const auto& [name, net] : by_name) {
    auto& own = out.try_emplace(name.substr(0, name.find(':')), MonthlyNet{}).first->second;
    add(own, net);
  }
  return out;
}

Result<std::map<OrganisationId, MonthlyNet>> net_of_each(db::Tx& tx, const Policy& policy,
                                                         const VolumeQuestion& question,
                                                         const std::map<OrganisationId, std::vector<UnitSpan>>& below) {
  const auto year = year_of(question.year);
  const auto is_whole = [&](const UnitSpan& span) { return span.from == year.from && span.to == year.to; };
  std::set<OrganisationId> stayed, moved;  // most stand where they are all the year
  for (const auto& [root, spans] : below) {
    for (const auto& span : spans) (is_whole(span) ? stayed : moved).insert(span.unit);
  }
  std::map<OrganisationId, MonthlyNet> nets;
  SH_CHECK(add_units(tx, policy, question, year, {stayed.begin(), stayed.end()}, nets));
  SH_TRY(const auto days, net_by_day(tx, policy, question, {moved.begin(), moved.end()}));
  std::map<OrganisationId, MonthlyNet> out;
  for (const auto& [root, spans] : below) {
    auto& net = out.try_emplace(root, MonthlyNet{}).first->second;
    for (const auto& span : spans) {
      if (is_whole(span)) {
        if (const auto found = nets.find(span.unit); found != nets.end()) add(net, found->second);
        continue;
      }
      for (auto at = days.lower_bound({span.unit, span.from});
           at != days.end() && at->first <= std::pair(span.unit, span.to); ++at)
        net[month_index(to_string(at->first.second).substr(0, 7))] += at->second;
    }
  }
  return out;
}

std::int64_t total_of(const MonthlyNet& net) { return std::accumulate(net.begin(), net.end(), std::int64_t{0}); }

Period year_of(int year) {
  const std::chrono::year y(year);
  return {y / std::chrono::January / 1, y / std::chrono::December / 31};
}

}  // namespace shanhai::measurement
