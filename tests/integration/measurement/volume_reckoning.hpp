// Sums of purchase volume in plain maps, by every dimension: what reports must say to the fen.
#pragma once

#include <array>
#include <ostream>

#include "services/measurement/pairings/domain.hpp"
#include "services/measurement/purchases/domain.hpp"
#include "tests/integration/measurement/volume_naive.hpp"

namespace shanhai::measurement {

using D = Dimension;

inline const std::vector<std::vector<Dimension>> kGroupings = {
    {},
    {D::buyer_division, D::origin_county},
    {D::buyer_prefecture, D::category, D::certified},
    {D::buyer_kind, D::buyer_organisation},
    {D::supplier, D::product},
    {D::raw_material_county, D::registration_county},
    {D::delivery_division},
    {D::pairing},
    {D::day},
    {D::channel, D::month},
    {D::supplier, D::delivery_division},  // no cube has both
};

struct NaiveSum {
  std::int64_t gross = 0, refunded = 0, lines = 0, quantity = 0;
  bool operator==(const NaiveSum&) const = default;
  void operator+=(const NaiveSum& other) {
    gross += other.gross;
    refunded += other.refunded;
    lines += other.lines;
    quantity += other.quantity;
  }
};
inline std::ostream& operator<<(std::ostream& out, const NaiveSum& c) {
  return out << c.gross << ' ' << c.refunded << ' ' << c.lines << ' ' << c.quantity;
}

using NaiveKeys = std::vector<std::string>;
using NaiveSums = std::map<NaiveKeys, NaiveSum>;

class Reckoning {
 public:
  explicit Reckoning(PairingTable pairings) : pairings_(std::move(pairings)) {}

  void add(const NaiveRow& row) {
    for (const auto view : {RefundView::posting, RefundView::sale}) {
      const Date day = view == RefundView::posting ? row.posted_on : row.sale_posted_on;
      const NaiveSum cell{row.gross.fen(), row.refunded.fen(), row.lines, row.quantity};
      for (std::size_t i = 0; i < kGroupings.size(); ++i) {
        NaiveKeys keys;
        for (const auto dimension : kGroupings[i]) keys.push_back(key_of(row, dimension, day));
        cells_[{row.measure, view, i}][first_of(day, Tier::month)][keys] += cell;
      }
      by_booked_[{row.measure, view}][{first_of(day, Tier::month), row.booked_on}] += cell;
      if (row.order->buyer_organisation) by_unit_[{row.measure, view}][*row.order->buyer_organisation][day] += cell;
    }
    if (row.lines != 0) add_members(row);
  }

  // Of what was bought below the root, by whose part it was bought in.
  NaiveSums below(const NaiveTree& tree, OrganisationId root, orders::Measure measure, RefundView view,
                  const Period& period) const {
    NaiveSums out;
    const auto found = by_unit_.find({measure, view});
    if (found == by_unit_.end()) return out;
    for (const auto& [unit, days] : found->second) {
      for (const auto& [day, cell] : days) {
        if (day < period.from || day > period.to) continue;
        if (const auto part = tree.part_of(root, unit, day)) out[{part->str()}] += cell;
      }
    }
    return out;
  }

  // Who or what had a sale posted: buyers, suppliers, products.
  std::array<std::int64_t, 3> distinct(orders::Measure measure, const Period& period) const {
    std::array<std::map<std::string, std::int64_t>, 3> lines;
    for (const auto& [when, of_month] : members_) {
      if (when.first != measure || when.second < period.from || when.second > period.to) continue;
      for (std::size_t i = 0; i < 3; ++i) {
        for (const auto& [member, count] : of_month[i]) lines[i][member] += count;
      }
    }
    std::array<std::int64_t, 3> out{};
    for (std::size_t i = 0; i < 3; ++i)
      out[i] = std::count_if(lines[i].begin(), lines[i].end(), [](const auto& member) { return member.second > 0; });
    return out;
  }

  NaiveSums of(orders::Measure measure, RefundView view, std::size_t grouping, const Period& period) const {
    NaiveSums out;
    const auto found = cells_.find({measure, view, grouping});
    if (found == cells_.end()) return out;
    for (const auto& [month, cells] : found->second) {
      if (month < period.from || month > period.to) continue;
      for (const auto& [keys, cell] : cells) out[keys] += cell;
    }
    return out;
  }

  NaiveSum booked_by(orders::Measure measure, RefundView view, const Period& period, Date day) const {
    NaiveSum out;
    for (const auto& [when, cell] : by_booked_.at({measure, view})) {
      if (when.first >= period.from && when.first <= period.to && when.second <= day) out += cell;
    }
    return out;
  }

 private:
  void add_members(const NaiveRow& row) {
    auto& of_month = members_[{row.measure, first_of(row.posted_on, Tier::month)}];
    const auto& order = *row.order;
    of_month[0][order.buyer_organisation ? order.buyer_organisation->str() : order.buyer_account->str()] += row.lines;
    of_month[1][order.supplier.str()] += row.lines;
    if (!row.line->product.is_nil()) of_month[2][row.line->product.str()] += row.lines;
  }

  std::string key_of(const NaiveRow& row, Dimension dimension, Date day) const {
    const auto& order = *row.order;
    const auto& line = *row.line;
    switch (dimension) {
      case D::buyer_division:
        return order.buyer_division;
      case D::buyer_prefecture:
        return std::string(prefecture_of(order.buyer_division));
      case D::delivery_division:
        return line.delivery_division;
      case D::buyer_kind:
        return boost::describe::enum_to_string(order.buyer_kind, "");
      case D::buyer_organisation:
        return order.buyer_organisation ? order.buyer_organisation->str() : std::string();
      case D::origin_county:
        return line.production_county;
      case D::raw_material_county:
        return line.raw_material_county;
      case D::registration_county:
        return line.registration_county;
      case D::category:
        return row.freight ? "freight" : boost::describe::enum_to_string(line.category, "");
      case D::certified:
        return line.certified ? "true" : "false";
      case D::supplier:
        return order.supplier.str();
      case D::product:
        return line.product.is_nil() ? "" : line.product.str();
      case D::pairing:
        return pairings_.name_of(order.buyer_division, line.production_county, row.attributed_on);
      case D::channel:
        return boost::describe::enum_to_string(order.channel, "");
      default:
        return name_of_day(day, dimension);
    }
  }

  PairingTable pairings_;
  std::map<std::tuple<orders::Measure, RefundView, std::size_t>, std::map<Date, NaiveSums>> cells_;
  std::map<std::pair<orders::Measure, RefundView>, std::map<std::pair<Date, Date>, NaiveSum>> by_booked_;
  std::map<std::pair<orders::Measure, RefundView>, std::map<OrganisationId, std::map<Date, NaiveSum>>> by_unit_;
  std::map<std::pair<orders::Measure, Date>, std::array<std::map<std::string, std::int64_t>, 3>> members_;  // lines
};

}  // namespace shanhai::measurement
