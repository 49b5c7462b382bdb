#include "services/measurement/ledger/against_orders.hpp"

#include <boost/describe.hpp>
#include <cstdlib>
#include <map>

namespace shanhai::measurement {
namespace {

using orders::Measure;

constexpr std::size_t kNamed = 10;  // of those that differ, in a finding

struct Expected {
  OrderId order;
  Money gross, refunded;
  std::string buyer_division, production_county;
};
using ByLine = std::map<std::pair<OrderLineId, Measure>, Expected>;

void expect(ByLine& to, const orders::CountedOrder& order, OrderLineId line, Money amount, Money refunded,
            const std::string& county) {
  for (const auto measure : order.counted) {
    const bool gone = order.cancelled && measure == Measure::ordered;
    to[{line, measure}] = {order.order, amount, gone ? amount : refunded, order.buyer_division, county};
  }
}

ByLine expected_of(const std::vector<orders::CountedOrder>& page) {
  ByLine out;
  for (const auto& order : page) {
    for (const auto& line : order.lines)
      expect(out, order, line.line, line.amount, line.refunded, line.production_county);
    if (order.freight != Money() && !order.lines.empty()) {
      expect(out, order, orders::freight_line(order.order), order.freight, order.freight_refunded,
             order.lines.front().production_county);
    }
  }
  return out;
}

std::int64_t difference_of(const Expected& is, const LineVolume& counted) {
  const bool elsewhere =
      is.buyer_division != counted.buyer_division || is.production_county != counted.production_county;
  return std::llabs((is.gross - counted.gross).fen()) + std::llabs((is.refunded - counted.refunded).fen()) +
         (elsewhere ? std::llabs(is.gross.fen()) : 0);
}

class Comparison {
 public:
  explicit Comparison(std::string month) : finding_{"volume." + std::move(month), 0, 0, {}} {}

  // `counted` of the lines of `expected`, and of no others.
  void add(ByLine expected, const std::vector<LineVolume>& counted) {
    finding_.compared += std::int64_t(expected.size());
    for (const auto& volume : counted) {
      const auto found = expected.find({volume.line, volume.measure});
      if (found == expected.end()) {
        differ("no order has counted", volume.line, volume.measure, volume.gross.fen() + volume.refunded.fen());
        continue;
      }
      if (const auto difference = difference_of(found->second, volume); difference != 0)
        differ(found->second.order.str(), volume.line, volume.measure, difference);
      expected.erase(found);
    }
    for (const auto& [key, missing] : expected)
      differ(missing.order.str() + " is not counted", key.first, key.second, missing.gross.fen());
  }

  runtime::AuditFinding take() { return std::move(finding_); }

 private:
  void differ(const std::string& what, OrderLineId line, Measure measure, std::int64_t fen) {
    finding_.difference += std::max<std::int64_t>(fen, 1);
    if (named_++ >= kNamed) return;
    finding_.detail += (finding_.detail.empty() ? "" : "; ") + what + " line " + line.str() + ' ' +
                       boost::describe::enum_to_string(measure, "") + ' ' + std::to_string(fen) + " fen";
  }

  runtime::AuditFinding finding_;
  std::size_t named_ = 0;
};

constexpr std::size_t kAskedAtOnce = 2000;

// Which lines of the page to ask for, some at a time.
std::vector<LineVolumeQuery> questions_of(const ByLine& expected) {
  std::vector<LineVolumeQuery> out;
  OrderLineId last;
  for (const auto& [key, one] : expected) {
    if (key.first == last) continue;
    last = key.first;
    if (out.empty() || out.back().lines.size() == kAskedAtOnce) out.emplace_back();
    out.back().lines.push_back(last);
  }
  return out;
}

Task<Result<runtime::AuditFinding>> compare_month(orders::BooksApi& books, Api& counted, Date first) {
  const Date next((std::chrono::year_month(first.year(), first.month()) + std::chrono::months(1)) / 1);
  Comparison out(to_string(first).substr(0, 7));
  orders::CountedQuery query{start_of_china_day(first), start_of_china_day(next), std::nullopt};
  for (;;) {
    SH_CO_TRY(const auto page, co_await books.counted(query));
    auto expected = expected_of(page.items);
    std::vector<LineVolume> volumes;
    const auto questions = questions_of(expected);
    for (const auto& question : questions) {
      SH_CO_TRY(const auto some, co_await counted.line_volumes(question));
      volumes.insert(volumes.end(), some.items.begin(), some.items.end());
    }
    out.add(std::move(expected), volumes);
    if (!page.next) co_return out.take();
    query.after = page.next;
  }
}

}  // namespace

Task<Result<std::vector<runtime::AuditFinding>>> compare_with_orders(orders::BooksApi& books, Api& counted,
                                                                     Instant now) {
  std::vector<runtime::AuditFinding> out;
  const orders::FirstOrderQuery query;
  SH_CO_TRY(const auto first, co_await books.first_order(query));
  if (!first.placed_at) co_return out;
  const Date begin = china_date(*first.placed_at), end = china_date(now);
  const std::chrono::year_month last(end.year(), end.month());
  for (std::chrono::year_month month(begin.year(), begin.month()); month <= last; month += std::chrono::months(1)) {
    const Date first_day(month / 1);
    SH_CO_TRY(auto finding, co_await compare_month(books, counted, first_day));
    out.push_back(std::move(finding));
  }
  co_return out;
}

}  // namespace shanhai::measurement
