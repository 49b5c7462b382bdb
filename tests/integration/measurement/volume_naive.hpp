// What events of purchase volume add, by the rules alone (docs/decisions/0026): one row at a time, reckoned from the
// facts themselves. Shares nothing with the program.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "services/measurement/registrations/api.hpp"
#include "tests/integration/measurement/volume_life.hpp"

namespace shanhai::measurement {

struct NaiveRow {
  orders::Measure measure{};
  Date posted_on{}, sale_posted_on{}, booked_on{}, attributed_on{};
  Money gross, refunded;
  std::int64_t lines = 0, quantity = 0;
  const orders::OrderFacts* order = nullptr;  // of an offline sale: the same in the form of an order's
  const orders::LineFacts* line = nullptr;
  bool freight = false;
};
using TakeRow = std::function<void(const NaiveRow&)>;

// Days as one source knows them. A period is frozen for what the source tells from then on.
class NaiveDays {
 public:
  void freeze(Date from, Date to) { frozen_.push_back({from, to}); }
  void reach(Date day) { booked_on_ = std::max(booked_on_, day); }
  Date booked_on() const { return booked_on_; }
  Date posted(Date day) const { return is_frozen(day) ? booked_on_ : day; }
  // Under which a refund of a sale of this day counts, by day of sale.
  Date sale_posted(Date sale, Date happened) const { return is_frozen(sale) ? posted(happened) : sale; }
  bool is_frozen(Date day) const {
    return std::any_of(frozen_.begin(), frozen_.end(),
                       [&](const auto& period) { return period.first <= day && day <= period.second; });
  }

 private:
  std::vector<std::pair<Date, Date>> frozen_;
  Date booked_on_{std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1)};
};

class NaiveVolume {
 public:
  NaiveDays days;

  void add(const ToldEvent& event, const TakeRow& take) {
    days.reach(china_date(event.occurred_at));
    if (const auto* refund = std::get_if<orders::OrderRefunded>(&event.facts)) {
      for (const auto& part : refund->lines) {
        for (const auto measure : refund->counted)
          take_back(refund->facts, part.line, measure, event.occurred_at, sale_days_.at(part.line).at(measure),
                    part.amount, take);
      }
    } else if (const auto* order = std::get_if<orders::OrderFacts>(&event.facts)) {
      add_step(event, *order, take);
    }
    for (const auto line : event.over) sale_days_.erase(line);
  }

 private:
  void add_step(const ToldEvent& event, const orders::OrderFacts& order, const TakeRow& take) {
    const Date day = china_date(event.occurred_at);
    if (event.type == orders::kOrderRated) return;
    if (event.type == orders::kOrderCancelled) {
      for_lines(order, [&](const orders::LineFacts& line, bool) {
        take_back(order, line.line, orders::Measure::ordered, event.occurred_at,
                  sale_days_.at(line.line).at(orders::Measure::ordered), line.amount - line.refunded, take);
      });
      return;
    }
    const auto measure = event.type == orders::kOrderPlaced     ? orders::Measure::ordered
                         : event.type == orders::kOrderPaid     ? orders::Measure::paid
                         : event.type == orders::kOrderAccepted ? orders::Measure::accepted
                                                                : orders::Measure::completed;
    for_lines(order, [&](const orders::LineFacts& line, bool freight) {
      sale_days_[line.line][measure] = days.posted(day);
      take({measure,
            days.posted(day),
            days.posted(day),
            days.booked_on(),
            attributed(order, measure),
            line.amount,
            {},
            1,
            line.quantity,
            &order,
            &line,
            freight});
      if (line.refunded > Money())
        take_back(order, line.line, measure, event.occurred_at, days.posted(day), line.refunded, take);
    });
  }

  static Date attributed(const orders::OrderFacts& order, orders::Measure measure) {
    return china_date(measure == orders::Measure::ordered ? order.placed_at : order.paid_at.value());
  }

  static void for_lines(const orders::OrderFacts& order,
                        const std::function<void(const orders::LineFacts&, bool)>& call) {
    for (const auto& line : order.lines) call(line, false);
    if (order.freight == Money()) return;
    auto freight = order.lines.front();
    freight.line = orders::freight_line(order.order);
    freight.product = ProductId();
    freight.certified = false;
    freight.amount = order.freight;
    freight.refunded = order.freight_refunded.value_or(Money());
    freight.quantity = 0;
    call(freight, true);
  }

  void take_back(const orders::OrderFacts& order, OrderLineId id, orders::Measure measure, Instant at, Date sale,
                 Money amount, const TakeRow& take) {
    const Date day = china_date(at);
    for_lines(order, [&](const orders::LineFacts& line, bool freight) {
      if (line.line != id) return;
      take({measure,
            days.posted(day),
            days.sale_posted(sale, day),
            days.booked_on(),
            attributed(order, measure),
            {},
            amount,
            0,
            0,
            &order,
            &line,
            freight});
    });
  }

  std::map<OrderLineId, std::map<orders::Measure, Date>> sale_days_;  // under which it counts by day of sale
};

// Of registered offline sales: counted on the days that their papers show; what is reversed never was, on the day under
// which it counts, unless that is frozen, where it is taken back on the day on which it is booked.
class NaiveOffline {
 public:
  NaiveDays days;

  void approve(const RegistrationFacts& facts, Instant at, const TakeRow& take) {
    days.reach(china_date(at));
    for_lines(facts, [&](const CountedIn& in, const orders::OrderFacts& order, const orders::LineFacts& line) {
      sale_days_[line.line][in.measure] = days.posted(in.on);
      take({in.measure,
            days.posted(in.on),
            days.posted(in.on),
            days.booked_on(),
            attributed(facts, in),
            line.amount,
            {},
            1,
            line.quantity,
            &order,
            &line,
            false});
    });
  }
  void reverse(const RegistrationFacts& facts, Instant at, const TakeRow& take) {
    days.reach(china_date(at));
    for_lines(facts, [&](const CountedIn& in, const orders::OrderFacts& order, const orders::LineFacts& line) {
      const auto counted_on = sale_days_.at(line.line).at(in.measure);
      const bool frozen = days.is_frozen(counted_on);
      take({in.measure, days.posted(counted_on), days.posted(counted_on), days.booked_on(), attributed(facts, in),
            frozen ? Money() : Money() - line.amount, frozen ? line.amount : Money(), frozen ? 0 : -1,
            frozen ? 0 : -line.quantity, &order, &line, false});
    });
  }

 private:
  static Date attributed(const RegistrationFacts& facts, const CountedIn& in) {
    return in.measure == orders::Measure::ordered ? in.on : facts.attributed_on;
  }
  static void for_lines(
      const RegistrationFacts& facts,
      const std::function<void(const CountedIn&, const orders::OrderFacts&, const orders::LineFacts&)>& call) {
    orders::OrderFacts order;
    order.supplier = facts.supplier;
    order.buyer_kind = facts.buyer_kind;
    order.buyer_organisation = facts.buyer;
    order.buyer_division = facts.buyer_division;
    order.channel = orders::Channel::offline;
    for (const auto& counted : facts.counts) {
      for (const auto& sold : facts.lines) {
        orders::LineFacts line;
        line.line = sold.line;
        line.product = sold.product;
        line.category = sold.category;
        line.certified = sold.certified;
        line.quantity = sold.quantity;
        line.amount = sold.amount;
        line.production_county = sold.production_county;
        line.raw_material_county = sold.raw_material_county;
        line.registration_county = sold.registration_county;
        line.delivery_division = facts.buyer_division;
        call(counted, order, line);
      }
    }
  }

  std::map<OrderLineId, std::map<orders::Measure, Date>> sale_days_;
};

// Who stands below whom, day by day: a move counts from the day after it was told, and before its first version a unit
// stands where that one says.
class NaiveTree {
 public:
  void tell(OrganisationId unit, std::optional<OrganisationId> superior, Date told_on) {
    auto& versions = units_[unit];
    auto from = told_on;
    if (!versions.empty()) {
      if (versions.back().superior != superior) from = add_days(from, 1);
      from = std::max(from, versions.back().from);
    }
    versions.push_back({from, superior});
  }
  // The one directly below `root` in whose part the unit stands on the day, or the root itself; nullopt: not below it.
  std::optional<OrganisationId> part_of(OrganisationId root, OrganisationId unit, Date day) const {
    if (unit == root) return root;
    const auto above = superior_on(unit, day);
    if (!above) return std::nullopt;
    return *above == root ? unit : part_of(root, *above, day);
  }

 private:
  struct Version {
    Date from;
    std::optional<OrganisationId> superior;
  };
  std::optional<OrganisationId> superior_on(OrganisationId unit, Date day) const {
    const auto found = units_.find(unit);
    if (found == units_.end()) return std::nullopt;
    auto out = found->second.front().superior;
    for (const auto& version : found->second) {
      if (version.from <= day) out = version.superior;
    }
    return out;
  }
  std::map<OrganisationId, std::vector<Version>> units_;
};

// Households behind what was shipped of lines that are counted, by measure and month of shipment.
class NaiveHouseholds {
 public:
  void name(LotId lot, const std::vector<std::string>& households) {
    of_lot_[lot].insert(households.begin(), households.end());
  }
  void ship(LotId lot, OrderLineId line, Date day) {
    shipped_[line].push_back({lot, day});
    for (const auto measure : counted_[line]) lots_[{measure, month_of(day)}].insert(lot);
  }
  void count(OrderLineId line, orders::Measure measure) {
    counted_[line].insert(measure);
    const auto found = shipped_.find(line);
    if (found == shipped_.end()) return;
    for (const auto& [lot, day] : found->second) lots_[{measure, month_of(day)}].insert(lot);
  }
  void forget(OrderLineId line) {
    shipped_.erase(line);
    counted_.erase(line);
  }
  std::int64_t distinct(orders::Measure measure, Date from, Date to) const {
    std::set<std::string> out;
    for (const auto& [when, lots] : lots_) {
      if (when.first != measure || when.second < from || when.second > to) continue;
      for (const auto lot : lots) {
        if (const auto named = of_lot_.find(lot); named != of_lot_.end())
          out.insert(named->second.begin(), named->second.end());
      }
    }
    return std::int64_t(out.size());
  }

 private:
  static Date month_of(Date day) { return day.year() / day.month() / std::chrono::day(1); }
  std::map<LotId, std::set<std::string>> of_lot_;
  std::map<OrderLineId, std::vector<std::pair<LotId, Date>>> shipped_;
  std::map<OrderLineId, std::set<orders::Measure>> counted_;
  std::map<std::pair<orders::Measure, Date>, std::set<LotId>> lots_;
};

}  // namespace shanhai::measurement
