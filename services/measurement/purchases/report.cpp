#include "services/measurement/purchases/report.hpp"

#include <algorithm>

#include "services/measurement/purchases/domain_suppression.hpp"

namespace shanhai::measurement::purchases {
namespace {

using Keys = std::vector<std::string>;

void add(Volume& to, const SumRow& sum) {
  to.gross += sum.gross;
  to.refunded += sum.refunded;
  to.net = to.gross - to.refunded;
  to.lines += sum.lines;
  to.quantity += sum.quantity;
}

void add(Volume& to, const Volume& more) {
  to.gross += more.gross;
  to.refunded += more.refunded;
  to.net += more.net;
  to.lines += more.lines;
  to.quantity += more.quantity;
}

// Parts in a million, to the nearest.
std::int64_t ppm(Money part, Money whole) {
  const auto scaled = static_cast<__int128>(part.fen()) * 1'000'000;
  const __int128 half = whole.fen() / 2;
  return static_cast<std::int64_t>((scaled + (scaled < 0 ? -half : half)) / whole.fen());
}

// "2025-11" is called "2026-11": under which the year after compares with it.
Keys a_year_later(Keys keys, const std::vector<Dimension>& by, const Period& period) {
  for (std::size_t i = 0; i < by.size(); ++i) {
    if (by[i] == Dimension::day) {
      keys[i] = to_string(year_after(parse_date(keys[i]).value(), period));
    } else if (is_time(by[i])) {
      keys[i].replace(0, 4, std::to_string(std::stoi(keys[i].substr(0, 4)) + 1));
    }
  }
  return keys;
}

void compare(ComparedVolume& row, Money previous) {
  row.previous_net = previous;
  row.change = row.net - previous;
  if (previous > Money()) row.change_ppm = ppm(*row.change, previous);
}

void put(DistinctCounts& to, DistinctOf what, std::int64_t count) {
  switch (what) {
    case DistinctOf::buyers:
      to.buyers = count;
      break;
    case DistinctOf::suppliers:
      to.suppliers = count;
      break;
    case DistinctOf::products:
      to.products = count;
      break;
    case DistinctOf::households:
      to.households = count;
      break;
  }
}

std::int64_t count_at(const std::map<Keys, std::int64_t>& counts, const Keys& keys) {
  const auto found = counts.find(keys);
  return found == counts.end() ? 0 : found->second;
}

bool is_of_persons(const Found& found, DistinctOf what) {
  return what == DistinctOf::households || (what == DistinctOf::buyers && found.of_persons);
}

// Of which rows the numbers of persons are not told. Decided for all rows, before any is cut off.
using Untold = std::map<DistinctOf, std::set<Keys>>;

Untold untold_of(const Found& found, const Policy& policy, const std::map<Keys, SumRow>& rows) {
  Untold out;
  for (const auto& [what, counts] : found.distinct) {
    if (!is_of_persons(found, what)) continue;
    std::vector<CountedCell> cells;
    std::vector<const Keys*> keys;
    for (const auto& [key, sums] : rows) {
      auto& cell = cells.emplace_back();
      keys.push_back(&key);
      for (std::size_t i = 0; i < key.size(); ++i) cell.keys.push_back(with_coarser(found.by[i], key[i]));
      cell.persons = count_at(counts, key);
    }
    for (const auto index : suppressed_cells(cells, policy.smallest_cell)) out[what].insert(*keys[index]);
    const auto whole = count_at(counts, {});
    if (whole > 0 && whole < policy.smallest_cell) out[what].insert(Keys());
  }
  return out;
}

std::optional<DistinctCounts> counts_of(const Found& found, const Untold& untold, const Keys& keys) {
  if (found.distinct.empty()) return std::nullopt;
  DistinctCounts out;
  for (const auto& [what, counts] : found.distinct) {
    const auto rows = untold.find(what);
    if (rows == untold.end() || !rows->second.contains(keys)) {
      put(out, what, count_at(counts, keys));
      continue;
    }
    if (!out.suppressed) out.suppressed.emplace();
    out.suppressed->push_back(boost::describe::enum_to_string(what, ""));
  }
  return out;
}

std::int64_t value_of(const ReportRow& row, Order order) {
  switch (order) {
    case Order::gross:
      return row.gross.fen();
    case Order::refunded:
      return row.refunded.fen();
    case Order::lines:
      return row.lines;
    case Order::quantity:
      return row.quantity;
    case Order::change:
      return row.change.value_or(Money()).fen();
    default:
      return row.net.fen();
  }
}

// Ranks by value, and puts rows into that order where it was asked for; equal ones keep the order of their keys.
void rank(std::vector<ReportRow>& rows, Order order) {
  std::vector<std::size_t> places(rows.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  std::stable_sort(places.begin(), places.end(),
                   [&](auto a, auto b) { return value_of(rows[a], order) > value_of(rows[b], order); });
  std::vector<ReportRow> ordered;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto& row = rows[places[i]];
    const bool same = i > 0 && value_of(rows[places[i - 1]], order) == value_of(row, order);
    row.rank = same ? rows[places[i - 1]].rank : static_cast<std::int64_t>(i) + 1;
  }
  if (order == Order::keys) return;
  for (const auto place : places) ordered.push_back(std::move(rows[place]));
  rows = std::move(ordered);
}

std::optional<OtherRows> cut_off(std::vector<ReportRow>& rows, std::size_t limit) {
  if (rows.size() <= limit) return std::nullopt;
  OtherRows out;
  for (std::size_t i = limit; i < rows.size(); ++i) {
    add(out, rows[i]);
    ++out.rows;
    if (rows[i].previous_net) out.previous_net = out.previous_net.value_or(Money()) + *rows[i].previous_net;
  }
  rows.resize(limit);
  return out;
}

std::map<Keys, SumRow> with_previous(const Found& found, const Period& period, std::map<Keys, Money>& previous) {
  std::map<Keys, SumRow> out;
  for (const auto& row : found.rows) out[row.keys] = row;
  if (!found.previous) return out;
  for (const auto& row : *found.previous) {
    const auto keys = a_year_later(row.keys, found.by, period);
    previous[keys] += row.net();
    out.try_emplace(keys, SumRow{keys, {}, {}, 0, 0, 0});  // what nothing was bought of any more
  }
  return out;
}

}  // namespace

void fill_report(Report& report, const ReportQuery& query, const Policy& policy, const Found& found) {
  std::map<Keys, Money> previous;
  Money previous_total;
  const auto rows = with_previous(found, parse_period(query.period.str()).value(), previous);
  const auto untold = untold_of(found, policy, rows);
  for (const auto& [keys, sums] : rows) {
    ReportRow row;
    add(row, sums);
    add(report.total, sums);
    for (std::size_t i = 0; i < keys.size(); ++i) row.keys[boost::describe::enum_to_string(found.by[i], "")] = keys[i];
    if (found.previous) {
      compare(row, previous[keys]);
      previous_total += previous[keys];
    }
    row.distinct = counts_of(found, untold, keys);
    report.rows.push_back(std::move(row));
  }
  if (found.previous) compare(report.total, previous_total);
  report.total.distinct = counts_of(found, untold, {});
  if (report.total.net > Money()) {
    for (auto& row : report.rows) row.share_ppm = ppm(row.net, report.total.net);
  }
  rank(report.rows, query.order.value_or(Order::keys));
  if (query.limit) report.others = cut_off(report.rows, static_cast<std::size_t>(query.limit->value()));
}

}  // namespace shanhai::measurement::purchases
