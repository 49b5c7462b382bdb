// Purchase volume against a reckoning of its own: generated orders, registered offline sales, units that move and lots
// with their households, each stream told in pieces and again, in any order beside the others, with refunds that come
// late, products that lose their certification, registrations that are reversed and a month that is frozen meanwhile.
// Not one fen may differ, by any dimension, in either view, nor in what was said before; and told again in another
// order the same bytes are written.
#include <gtest/gtest.h>

#include "services/measurement/audit.hpp"
#include "services/measurement/purchases/service.hpp"
#include "services/measurement/purchases/sums.hpp"
#include "tests/fixture/run.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/measurement/folded.hpp"
#include "tests/integration/measurement/volume_telling.hpp"

namespace shanhai::measurement {
namespace {

using AsOfText = decltype(PurchaseFilter::as_of)::value_type;

// Of what could be asked, so much is, at random, while most of it waits to be folded and when nothing does any more.
struct Depth {
  std::int64_t events;
  std::size_t figures_before, figures_after, others;
  int span;  // of blocks; 0: as it comes
};

Depth depth() {
  const char* name = std::getenv("SHANHAI_TEST_DEPTH");
  const std::string_view depth = name ? name : "short";
  auto out = depth == "short"  ? Depth{400, 4, 10, 1, 32}
             : depth == "full" ? Depth{15'000, 20, 80, 4, 256}
                               : Depth{1'000'000, 20, 352, 16, 0};
  // As many events as one wants, to see how time and memory grow.
  if (const char* given = std::getenv("SHANHAI_TEST_EVENTS")) out.events = std::stoll(given);
  return out;
}

constexpr orders::Measure kMeasures[] = {orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted,
                                         orders::Measure::completed};
constexpr RefundView kViews[] = {RefundView::posting, RefundView::sale};
constexpr const char* kPeriods[] = {"2026", "2026Q4", "2026-12", "2027"};

std::string text_of(orders::Measure measure, RefundView view) {
  return std::string(boost::describe::enum_to_string(measure, "")) + " by " + boost::describe::enum_to_string(view, "");
}

class VolumeProof : public testing::Test {
 protected:
  VolumeProof() {
    std::printf("seed %llu\n", static_cast<unsigned long long>(fixture::seed()));
    if (depth_.span > 0) use_grid(service, depth_.span, 4);
  }

  // From now on for both sources, as a freeze does.
  void freeze(const char* name) {
    const auto period = parse_period(name).value();
    reckoned.freeze(period.from, period.to);
    auto connection = service.schema.connect();
    connection.execute(
        "INSERT INTO period_freeze (period, from_day, to_day, orders_sequence, registrations_sequence, "
        "as_of, digest, signatures, actor, reason, frozen_at) SELECT '" +
        std::string(name) + "', '" + to_string(period.from) + "', '" + to_string(period.to) +
        "', o.sequence, r.sequence, '', x'00', '[]', 'test', '', '2027-01-01' FROM measurement_source o JOIN "
        "measurement_source r ON r.origin = 'registrations' WHERE o.origin = 'orders'");
  }

  NaiveSums found(const Question& question) {
    const auto rows = service.transaction([&](db::Tx& tx) { return sum(tx, policy, question); });
    NaiveSums out;
    if (rows.has_error()) {
      ADD_FAILURE() << rows.error().code;
      return out;
    }
    for (const auto& row : *rows)
      out[row.keys] += NaiveSum{row.gross.fen(), row.refunded.fen(), row.lines, row.quantity};
    return out;
  }
  AsOf as_of(const std::string& text) {
    return service.transaction([&](db::Tx& tx) { return read_as_of(tx, text); }).value();
  }

  // NaiveSums without anything are told or not: both are right.
  static NaiveSums without_empty(NaiveSums cells) {
    std::erase_if(cells, [](const auto& cell) { return cell.second == NaiveSum{}; });
    return cells;
  }

  struct Asked {
    const char* period;
    orders::Measure measure;
    RefundView view;
    std::size_t grouping;
  };
  // All that could be asked, in any order.
  std::vector<Asked> questions() {
    std::vector<Asked> out;
    for (const auto* period : kPeriods) {
      for (const auto measure : kMeasures) {
        for (const auto view : kViews) {
          for (std::size_t i = 0; i < kGroupings.size(); ++i) out.push_back({period, measure, view, i});
        }
      }
    }
    std::shuffle(out.begin(), out.end(), random_);
    return out;
  }

  void expect_figure(const Asked& asked) {
    Question question;
    question.measure = asked.measure;
    question.period = parse_period(asked.period).value();
    question.view = asked.view;
    question.by = kGroupings[asked.grouping];
    const auto& sums = reckoned.sums;
    const auto is = without_empty(found(question));
    const auto what = std::string(asked.period) + ' ' + text_of(asked.measure, asked.view);
    EXPECT_EQ(is, without_empty(sums.of(asked.measure, asked.view, asked.grouping, question.period)))
        << what << " grouping " << asked.grouping;
    const auto total = without_empty(sums.of(asked.measure, asked.view, 0, question.period));
    NaiveSum sum;
    for (const auto& [keys, cell] : is) sum += cell;
    EXPECT_EQ(sum, total.empty() ? NaiveSum{} : total.begin()->second) << what << ": the sum over any dimension";
  }

  // As agencies ask.
  Report report(ReportQuery query) {
    auth::Principal agency;
    agency.role = auth::Role::agency;
    agency.region = "*";
    auto out = fixture::run(purchases.report(agency, std::move(query)));
    if (out.has_error()) throw std::runtime_error(out.error().code + " " + out.error().detail);
    return std::move(*out);
  }
  static ReportQuery query_of(orders::Measure measure, RefundView view, const char* period, const char* by) {
    ReportQuery out;
    out.measure = measure;
    out.period = period;
    out.refund_view = view;
    out.group_by = Text<0, 200>(by);
    return out;
  }
  static NaiveSum cell_of(const Volume& volume) {
    EXPECT_EQ(volume.net, volume.gross - volume.refunded);
    return {volume.gross.fen(), volume.refunded.fen(), volume.lines, volume.quantity};
  }

  // Below each unit at the top, by who stands directly below it: where every unit stood on each day.
  void expect_units(const Asked& asked) {
    NaiveSums is, should;
    for (const auto top : telling.tops()) {
      auto query = query_of(asked.measure, asked.view, asked.period, "unit");
      query.unit = top;
      for (const auto& row : report(query).rows) is[{top.str(), row.keys.at("unit")}] += cell_of(row);
      const auto period = parse_period(asked.period).value();
      for (const auto& [keys, cell] : reckoned.sums.below(reckoned.tree, top, asked.measure, asked.view, period))
        should[{top.str(), keys[0]}] += cell;
    }
    EXPECT_EQ(without_empty(is), without_empty(should)) << asked.period << ' ' << text_of(asked.measure, asked.view);
  }

  void expect_distinct(const Asked& asked) {
    auto query = query_of(asked.measure, RefundView::posting, asked.period, "");
    query.distinct = Text<1, 60>("buyers,suppliers,products,households");
    const auto told = report(query).total.distinct.value();
    const auto period = parse_period(asked.period).value();
    const auto should = reckoned.sums.distinct(asked.measure, period);
    const auto what = std::string(asked.period) + ' ' + text_of(asked.measure, RefundView::posting);
    EXPECT_EQ(told.buyers.value_or(0), told_count(should[0])) << what;
    EXPECT_EQ(told.suppliers, should[1]) << what;
    EXPECT_EQ(told.products, should[2]) << what;
    const auto households = reckoned.households.distinct(asked.measure, period.from, period.to);
    EXPECT_EQ(told.households.value_or(0), told_count(households)) << what;
  }
  std::int64_t told_count(std::int64_t persons) const { return persons < policy.smallest_cell ? 0 : persons; }

  void expect_figures(std::size_t figures, std::size_t others) {
    const auto asked = questions();
    for (std::size_t i = 0; i < std::min(figures, asked.size()); ++i) expect_figure(asked[i]);
    for (std::size_t i = 0; i < others; ++i) {
      expect_units(asked[i]);
      expect_distinct(asked[i]);
    }
  }

  static std::string figures_of(const Report& report) { return json::print(report.rows) + json::print(report.total); }
  std::vector<ReportQuery> asked_again() {
    auto of_unit = query_of(orders::Measure::paid, RefundView::posting, "2026", "unit");
    of_unit.unit = telling.tops()[0];
    auto counted = query_of(orders::Measure::paid, RefundView::posting, "2026", "category");
    counted.distinct = Text<1, 60>("buyers,suppliers,products,households");
    return {of_unit, counted, query_of(orders::Measure::ordered, RefundView::sale, "2026", "buyer_prefecture,month")};
  }

  void remember() {
    Remembered then;
    then.as_of = service.transaction([](db::Tx& tx) -> Result<AsOf> { return current_as_of(tx); })->str();
    for (const auto grouping : kRemembered)
      then.cells.push_back(without_empty(reckoned.sums.of(orders::Measure::paid, RefundView::posting, grouping, year)));
    for (auto query : asked_again()) {
      query.as_of = AsOfText(then.as_of);
      then.figures.push_back(figures_of(report(query)));
    }
    remembered_.push_back(std::move(then));
  }

  void expect_what_was_said_before() {
    std::int64_t lines = 0;
    for (const auto& then : remembered_) {
      Question question;
      question.period = year;
      question.as_of = as_of(then.as_of);
      std::size_t i = 0;
      for (const auto grouping : kRemembered) {
        question.by = kGroupings[grouping];
        EXPECT_EQ(without_empty(found(question)), then.cells[i++]) << then.as_of << " grouping " << grouping;
      }
      i = 0;
      for (auto query : asked_again()) {
        query.as_of = AsOfText(then.as_of);
        EXPECT_EQ(figures_of(report(query)), then.figures[i++]) << then.as_of;
      }
      question.by.clear();
      question.filter.channel =
          orders::Channel::online;  // what is reversed was never sold: registrations may get fewer
      const auto total = found(question);
      const auto counted = total.empty() ? 0 : total.begin()->second.lines;
      EXPECT_GE(counted, lines) << "a later state contains an earlier one";
      lines = counted;
    }
  }

  void expect_what_was_booked_by_days() {
    service.clock.advance(std::chrono::hours(24 * 365 * 70));
    for (std::size_t i = 0; i < depth_.others; ++i) {
      const Date day = add_days(parse_date("2026-10-25").value(), int(random_() % 60));
      for (const auto view : kViews) {
        Question question;
        question.period = year;
        question.view = view;
        question.as_of = as_of(to_string(day));
        const auto is = found(question);
        const auto should = reckoned.sums.booked_by(orders::Measure::paid, view, year, day);
        EXPECT_EQ(is.empty() ? NaiveSum{} : is.begin()->second, should) << to_string(day);
      }
    }
  }

  // One stream after the other, in large pieces: what depends on one stream alone, and on none of the others.
  void expect_the_same_from_zero() {
    fixture::ServiceDatabase again("measurement", {sql::common::kMigrations, sql::measurement::kMigrations});
    if (depth_.span > 0) use_grid(again, depth_.span, 4);
    Telling::seed_pairings(again);
    auto from = service.schema.connect(), to = again.schema.connect();
    for (const auto row : from.query("SELECT orders_sequence AS o, registrations_sequence AS r FROM period_freeze"))
      to.execute(
          "INSERT INTO period_freeze (period, from_day, to_day, orders_sequence, registrations_sequence, as_of, "
          "digest, "
          "signatures, actor, reason, frozen_at) VALUES ('2026-11', '2026-11-01', '2026-11-30', " +
          std::to_string(row.get<std::int64_t>("o")) + ", " + std::to_string(row.get<std::int64_t>("r")) +
          ", '', x'00', '[]', 'test', '', '2027-01-01')");
    Telling retold(again, fixture::seed(), depth_.events);
    for (const auto stream : {Told::lots, Told::registrations, Told::orders, Told::units}) {
      while (retold.left(stream) > 0) retold.tell(stream, 1'000, nullptr);
    }
    fold(again);
    for (const auto& table : counted_tables(again)) {
      const auto digest = digest_of_table(service, table);
      EXPECT_EQ(digest, digest_of_table(again, table)) << table;
      const bool may_be_empty = table == "measurement_adjustment";  // in a short life nothing may come too late
      EXPECT_TRUE(may_be_empty || !digest.starts_with("0 ")) << table;
    }
  }

  struct Remembered {
    std::string as_of;
    std::vector<NaiveSums> cells;
    std::vector<std::string> figures;
  };
  static constexpr std::size_t kRemembered[] = {0, 2, 7};

  const Depth depth_ = depth();
  fixture::ServiceDatabase service{"measurement", {sql::common::kMigrations, sql::measurement::kMigrations}};
  Policy policy = [] {
    Policy out;
    out.most_entries = 100'000'000;
    return out;
  }();
  Purchases purchases{service.database, service.random, policy};
  Reckoned reckoned{.sums = Reckoning(Telling::seed_pairings(service))};
  Telling telling{service, fixture::seed(), depth_.events};
  std::mt19937_64 random_{fixture::seed() + 9};
  std::vector<Remembered> remembered_;
  const Period year = parse_period("2026").value();
};

TEST_F(VolumeProof, NotAFenDiffersFromWhatIsReckonedFromTheFacts) {
  const auto all = depth_.events;
  bool frozen = false;
  NaiveSums before;
  Question of_november;
  of_november.period = parse_period("2026-11").value();
  of_november.by = {D::buyer_division, D::category};
  while (!telling.is_over()) {
    telling.tell_some(&reckoned);
    if (random_() % 4 == 0) fold(service, int(random_() % 20));  // behind what is counted
    const bool is_told =
        std::min(reckoned.orders.days.booked_on(), reckoned.offline.days.booked_on()) > of_november.period.to;
    if (!frozen && is_told) {
      frozen = true;
      before = found(of_november);
      freeze("2026-11");
    }
    if (remembered_.size() < 4 && telling.orders_told() > all / 5 * std::int64_t(remembered_.size() + 1)) remember();
  }
  ASSERT_TRUE(frozen) << "the life ended before November did";
  EXPECT_EQ(found(of_november), before) << "a frozen month never changes";
  expect_figures(depth_.figures_before, 1);
  fold(service);
  expect_figures(depth_.figures_after, depth_.others);
  expect_what_was_said_before();
  expect_what_was_booked_by_days();
  const auto audited = service.transaction(audit_cubes);
  for (const auto& finding : *audited) EXPECT_EQ(finding.difference, 0) << finding.check << ' ' << finding.detail;
  expect_the_same_from_zero();
}

}  // namespace
}  // namespace shanhai::measurement
