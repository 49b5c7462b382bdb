// A life of orders, made from a seed: what the orders' stream tells of it, event by event, and what must come of that,
// reckoned in plain maps from the facts themselves.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <variant>

#include "common/base/divisions.hpp"
#include "common/events/event.hpp"
#include "services/measurement/ledger/domain.hpp"
#include "services/orders/api.hpp"

namespace shanhai::measurement {

struct ToldEvent {
  std::int64_t sequence = 0;
  std::string_view type;
  Instant occurred_at{};
  std::variant<orders::OrderFacts, orders::OrderRefunded> facts;

  events::Event as_event() const {
    events::Event out;
    out.sequence = sequence;
    out.type = type;
    out.occurred_at = occurred_at;
    out.payload = std::visit([](const auto& f) { return json::write(f).as_object(); }, facts);
    return out;
  }
};

// Orders are placed, paid, accepted, rated, cancelled; refunded at any time, also a year later. Between placement and
// payment products lose or gain their certification; units move to another division and buy on from there. Numbers
// follow the order of commits: an event may have happened up to two days before the one in front of it.
class VolumeLife {
 public:
  // From 20 October 2026 on, up to `pace` between two events.
  explicit VolumeLife(std::uint64_t seed, std::chrono::seconds pace = std::chrono::minutes(20))
      : random_(seed), pace_(pace), now_(std::chrono::sys_days(std::chrono::year(2026) / 10 / 20)) {
    for (int i = 0; i < 40; ++i) units_.push_back({id<OrganisationId>(), division()});
    for (int i = 0; i < 30; ++i) suppliers_.push_back({id<OrganisationId>(), county()});
    for (int i = 0; i < 80; ++i) products_.push_back({id<ProductId>(), below(3), below(2) == 1});
    for (int i = 0; i < 200; ++i) accounts_.push_back(id<AccountId>());
  }

  ToldEvent next() {
    now_ += std::chrono::milliseconds(below(std::uint64_t(pace_.count()) * 1000));
    if (below(50) == 0) units_[below(units_.size())].division = division();  // a unit moves
    if (below(50) == 0) products_[below(products_.size())].certified = below(2) == 1;
    ToldEvent out;
    out.sequence = ++sequence_;
    out.occurred_at = now_ - (below(10) == 0 ? std::chrono::hours(below(48)) : std::chrono::hours(0));
    // Orders that wait for something, or a new one.
    if (open_.size() < 50 || below(3) == 0) {
      open_.push_back(Open{place(out.occurred_at), {}});
      tell(out, open_.back(), orders::kOrderPlaced, orders::Measure::ordered);
      return out;
    }
    go_on(out, below(open_.size()));
    return out;
  }

 private:
  struct Unit {
    OrganisationId id;
    std::string division;
  };
  struct Supplier {
    OrganisationId id;
    std::string county;
  };
  struct Product {
    ProductId id;
    std::uint64_t category = 0;
    bool certified = false;
  };
  struct Open {
    orders::OrderFacts facts;
    std::vector<orders::Measure> counted;
  };

  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  template <class IdType>
  IdType id() {
    IdBytes bytes{};
    const std::uint64_t high = (++ids_ << 16) | 0x7000, low = random_();
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    for (std::size_t i = 0; i < 8; ++i) bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
    return IdType(bytes);
  }

  std::string division() {
    static const auto within = [] {
      std::vector<std::string> out;
      for (const auto& d : all_divisions()) {
        if (is_within(d.code, kGuangdong) && d.level != DivisionLevel::province) out.emplace_back(d.code);
      }
      return out;
    }();
    return within[below(3) == 0 ? below(within.size()) : below(6)];
  }
  std::string county() {
    static const auto supported = [] {
      std::vector<std::string> out;
      for (const auto& d : all_divisions()) {
        if (d.supported_origin) out.emplace_back(d.code);
      }
      return out;
    }();
    return supported[below(supported.size())];
  }

  orders::OrderFacts place(Instant at) {
    orders::OrderFacts out;
    const auto& supplier = suppliers_[below(suppliers_.size())];
    out.order = id<OrderId>();
    out.group = id<OrderGroupId>();
    out.supplier = supplier.id;
    out.buyer_kind = static_cast<orders::BuyerKind>(below(4));
    if (out.buyer_kind == orders::BuyerKind::consumer) {
      out.buyer_account = accounts_[below(accounts_.size())];
      out.buyer_division = division();
    } else {
      const auto& unit = units_[below(units_.size())];
      out.buyer_organisation = unit.id;
      out.buyer_division = unit.division;
    }
    out.placed_at = at;
    if (below(4) == 0) out.freight = Money(std::int64_t(100 + below(900)));
    for (std::uint64_t i = 0, n = 1 + below(3); i < n; ++i) out.lines.push_back(line(supplier, out.buyer_division));
    return out;
  }

  orders::LineFacts line(const Supplier& supplier, const std::string& buyer_division) {
    orders::LineFacts out;
    const auto& product = products_[below(products_.size())];
    out.line = id<OrderLineId>();
    out.sku = id<SkuId>();
    out.product = product.id;
    out.quantity = std::int64_t(1 + below(9));
    out.amount = Money(std::int64_t(1000 + below(100'000)));
    out.category = static_cast<catalog::Category>(product.category);
    out.certified = product.certified;
    out.production_county = supplier.county;
    out.raw_material_county = below(5) == 0 ? county() : supplier.county;
    out.registration_county = supplier.county;
    out.delivery_division = below(3) == 0 ? division() : buyer_division;
    return out;
  }

  void tell(ToldEvent& out, Open& order, std::string_view type, std::optional<orders::Measure> counted) {
    out.type = type;
    out.facts = order.facts;
    if (counted) order.counted.push_back(*counted);
  }

  // The next thing in an order's life, or a refund.
  void go_on(ToldEvent& out, std::size_t at) {
    auto& order = open_[at];
    const auto reached = order.counted.size();
    if (reached == 1 && below(6) == 0) {
      tell(out, order, orders::kOrderCancelled, std::nullopt);
      close(at);
      return;
    }
    if (reached > 1 && below(4) == 0 && refund(out, order)) return;
    if (reached == 1) {
      order.facts.paid_at = out.occurred_at;
      for (auto& one : order.facts.lines) {
        for (const auto& product : products_) {
          if (product.id == one.product) one.certified = product.certified;
        }
      }
      tell(out, order, orders::kOrderPaid, orders::Measure::paid);
    } else if (reached == 2) {
      tell(out, order, orders::kOrderAccepted, orders::Measure::accepted);
    } else if (reached == 3) {
      tell(out, order, orders::kOrderPurchaseCompleted, orders::Measure::completed);
    } else if (!refund(out, order)) {
      close(at);
      tell_nothing(out);
    }
  }

  // An event that measurement passes over.
  void tell_nothing(ToldEvent& out) {
    out.type = orders::kOrderRated;
    out.facts = orders::OrderFacts();
  }

  bool refund(ToldEvent& out, Open& order) {
    auto& lines = order.facts.lines;
    auto& line = lines[below(lines.size())];
    const auto left = line.amount - line.refunded;
    if (left.fen() < 2) return false;
    orders::OrderRefunded told;
    told.refund = id<RefundId>();
    told.facts = order.facts;
    const Money amount(1 + std::int64_t(below(std::uint64_t(left.fen()))));
    told.lines = {{line.line, std::int64_t(below(2)), amount}};
    told.counted = order.counted;
    const auto freight_left = order.facts.freight - order.facts.freight_refunded.value_or(Money());
    if (freight_left > Money() && below(3) == 0) {
      told.lines.push_back({orders::freight_line(order.facts.order), 0, freight_left});
      order.facts.freight_refunded = order.facts.freight;
    }
    line.refunded += amount;
    out.type = orders::kOrderRefunded;
    out.facts = told;
    return true;
  }

  void close(std::size_t at) {
    std::swap(open_[at], open_.back());
    open_.pop_back();
  }

  std::mt19937_64 random_;
  std::chrono::seconds pace_;
  Instant now_;
  std::int64_t sequence_ = 0;
  std::uint64_t ids_ = 1;
  std::vector<Unit> units_;
  std::vector<Supplier> suppliers_;
  std::vector<Product> products_;
  std::vector<AccountId> accounts_;
  std::deque<Open> open_;
};

// What each event adds, by the rules alone: one row at a time, with everything that reports tell apart.
struct NaiveRow {
  orders::Measure measure{};
  Date posted_on{}, sale_posted_on{}, booked_on{};
  Money gross, refunded;
  std::int64_t lines = 0, quantity = 0;
  const orders::OrderFacts* order = nullptr;
  const orders::LineFacts* line = nullptr;
  bool freight = false;
};

class NaiveVolume {
 public:
  using Take = std::function<void(const NaiveRow&)>;

  // From now on what happened in these days stands elsewhere.
  void freeze(Date from, Date to) { frozen_.push_back({from, to}); }
  Date booked_on() const { return booked_on_; }

  void add(const ToldEvent& event, const Take& take) {
    const Date day = china_date(event.occurred_at);
    if (day > booked_on_) booked_on_ = day;
    if (const auto* refund = std::get_if<orders::OrderRefunded>(&event.facts)) {
      for (const auto& part : refund->lines) {
        for (const auto measure : refund->counted)
          take_back(refund->facts, part.line, measure, day, sale_days_.at({measure, part.line}), part.amount, take);
      }
      return;
    }
    const auto& order = std::get<orders::OrderFacts>(event.facts);
    if (event.type == orders::kOrderCancelled) {
      const Date placed = china_date(order.placed_at);
      for_lines(order, [&](const orders::LineFacts& line, bool) {
        take_back(order, line.line, orders::Measure::ordered, day, placed, line.amount - line.refunded, take);
      });
      return;
    }
    const auto measure = event.type == orders::kOrderPlaced     ? orders::Measure::ordered
                         : event.type == orders::kOrderPaid     ? orders::Measure::paid
                         : event.type == orders::kOrderAccepted ? orders::Measure::accepted
                                                                : orders::Measure::completed;
    if (event.type == orders::kOrderRated) return;
    for_lines(order, [&](const orders::LineFacts& line, bool freight) {
      sale_days_[{measure, line.line}] = day;
      NaiveRow row{measure, posted(day),   posted(day), booked_on_, line.amount, {},
                   1,       line.quantity, &order,      &line,      freight};
      take(row);
      if (line.refunded > Money()) take_back(order, line.line, measure, day, day, line.refunded, take);
    });
  }

 private:
  bool is_frozen(Date day) const {
    for (const auto& [from, to] : frozen_) {
      if (from <= day && day <= to) return true;
    }
    return false;
  }
  Date posted(Date day) const { return is_frozen(day) ? booked_on_ : day; }

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

  void take_back(const orders::OrderFacts& order, OrderLineId id, orders::Measure measure, Date day, Date sale,
                 Money amount, const Take& take) {
    for_lines(order, [&](const orders::LineFacts& line, bool freight) {
      if (line.line != id) return;
      const Date by_sale = is_frozen(sale) ? posted(day) : sale;
      take({measure, posted(day), by_sale, booked_on_, {}, amount, 0, 0, &order, &line, freight});
    });
  }

  std::map<std::pair<orders::Measure, OrderLineId>, Date> sale_days_;
  std::vector<std::pair<Date, Date>> frozen_;
  Date booked_on_{std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1)};
};

}  // namespace shanhai::measurement
