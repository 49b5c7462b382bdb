// Purchase volume against a reckoning of its own: generated orders, told in pieces, again and again, with refunds that
// come late, products that lose their certification, units that move and a month that is frozen meanwhile. Not one fen
// may differ, by any dimension, in either view, nor in what was said before.
#include <gtest/gtest.h>

#include "seed/pairings.hpp"
#include "services/measurement/audit.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/purchases/entries.hpp"
#include "services/measurement/purchases/sums.hpp"
#include "sql/common_migrations.hpp"
#include "sql/measurement_migrations.hpp"
#include "tests/fixture/database.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/measurement/volume_life.hpp"

namespace shanhai::measurement {
namespace {

using D = Dimension;

std::int64_t events_to_tell() {
  const char* name = std::getenv("SHANHAI_TEST_DEPTH");
  const std::string_view depth = name ? name : "short";
  return depth == "short" ? 2'500 : depth == "full" ? 20'000 : 1'000'000;
}

const std::vector<std::vector<Dimension>> kGroupings = {
    {},
    {D::buyer_division, D::origin_county},
    {D::buyer_prefecture, D::category, D::certified},
    {D::buyer_kind, D::buyer_organisation},
    {D::supplier, D::product},
    {D::raw_material_county, D::registration_county},
    {D::delivery_division},
    {D::pairing},
    {D::day},
    {D::supplier, D::delivery_division},  // no cube has both
};

struct Cell {
  std::int64_t gross = 0, refunded = 0, lines = 0, quantity = 0;
  bool operator==(const Cell&) const = default;
  void operator+=(const Cell& other) {
    gross += other.gross;
    refunded += other.refunded;
    lines += other.lines;
    quantity += other.quantity;
  }
};
std::ostream& operator<<(std::ostream& out, const Cell& c) {
  return out << c.gross << ' ' << c.refunded << ' ' << c.lines << ' ' << c.quantity;
}

using Keys = std::vector<std::string>;
using Cells = std::map<Keys, Cell>;

std::string text_of(const std::optional<OrganisationId>& id) { return id ? id->str() : std::string(); }

class Reckoning {
 public:
  explicit Reckoning(PairingTable pairings) : pairings_(std::move(pairings)) {}

  void add(const NaiveRow& row) {
    for (const auto view : {RefundView::posting, RefundView::sale}) {
      const Date day = view == RefundView::posting ? row.posted_on : row.sale_posted_on;
      const Cell cell{row.gross.fen(), row.refunded.fen(), row.lines, row.quantity};
      for (std::size_t i = 0; i < kGroupings.size(); ++i) {
        Keys keys;
        for (const auto dimension : kGroupings[i]) keys.push_back(key_of(row, dimension, day));
        cells_[{row.measure, view, i}][first_of(day, Tier::month)][keys] += cell;
      }
      by_booked_[{row.measure, view}][{first_of(day, Tier::month), row.booked_on}] += cell;
    }
  }

  Cells of(orders::Measure measure, RefundView view, std::size_t grouping, const Period& period) const {
    Cells out;
    const auto found = cells_.find({measure, view, grouping});
    if (found == cells_.end()) return out;
    for (const auto& [month, cells] : found->second) {
      if (month < period.from || month > period.to) continue;
      for (const auto& [keys, cell] : cells) out[keys] += cell;
    }
    return out;
  }

  Cell booked_by(orders::Measure measure, RefundView view, const Period& period, Date day) const {
    Cell out;
    for (const auto& [when, cell] : by_booked_.at({measure, view})) {
      if (when.first >= period.from && when.first <= period.to && when.second <= day) out += cell;
    }
    return out;
  }

 private:
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
        return text_of(order.buyer_organisation);
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
        return row.freight ? "" : line.product.str();
      case D::pairing:
        return pairings_.name_of(
            order.buyer_division, line.production_county,
            china_date(row.measure == orders::Measure::ordered ? order.placed_at : order.paid_at.value()));
      default:
        return to_string(day);
    }
  }

  PairingTable pairings_;
  std::map<std::tuple<orders::Measure, RefundView, std::size_t>, std::map<Date, Cells>> cells_;
  std::map<std::pair<orders::Measure, RefundView>, std::map<std::pair<Date, Date>, Cell>> by_booked_;
};

constexpr orders::Measure kMeasures[] = {orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted,
                                         orders::Measure::completed};
constexpr RefundView kViews[] = {RefundView::posting, RefundView::sale};

class VolumeProof : public testing::Test {
 protected:
  VolumeProof() {
    std::printf("seed %llu\n", static_cast<unsigned long long>(fixture::seed()));
    const auto paired = service.transaction([](db::Tx& tx) -> Result<std::vector<Pairing>> {
      for (const auto& pairing : parse_pairings_csv(seed::kPairings)) store::seed_pairing(tx, pairing);
      // They begin and end within a month.
      for (const auto* county : {"513431", "513332", "513321"}) {
        store::put_pairing(tx, {"440000", county, parse_date("2026-10-01").value(), parse_date("2026-11-12").value(),
                                "day", "entered", "", 1});
        store::put_pairing(tx, {"440600", county, parse_date("2026-11-05").value(), parse_date("2027-06-17").value(),
                                "day", "entered", "", 1});
      }
      return store::list_pairings(tx, store::pairings_revision(tx));
    });
    reckoning.emplace(PairingTable(paired.value()));
  }

  // Some events, and some of those before once more.
  void tell(std::size_t count) {
    std::vector<events::Event> events(last_.begin(), last_.begin() + std::ptrdiff_t(random_() % (last_.size() + 1)));
    last_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const auto told = life.next();
      naive.add(told, [&](const NaiveRow& row) { reckoning->add(row); });
      last_.push_back(told.as_event());
    }
    events.insert(events.end(), last_.begin(), last_.end());
    const auto done = service.transaction([&](db::Tx& tx) { return apply_orders_events(tx, events); });
    ASSERT_FALSE(done.has_error()) << done.error().code << ' ' << done.error().detail;
    told_ += std::int64_t(count);
  }

  void freeze(const char* name) {
    const auto period = parse_period(name).value();
    naive.freeze(period.from, period.to);
    auto connection = service.schema.connect();
    connection.execute(
        "INSERT INTO period_freeze (period, from_day, to_day, orders_sequence, registrations_sequence, "
        "as_of, digest, signatures, actor, reason, frozen_at) SELECT '" +
        std::string(name) + "', '" + to_string(period.from) + "', '" + to_string(period.to) +
        "', sequence, 0, '', x'00', '[]', 'test', '', '2027-01-01' FROM measurement_source WHERE "
        "origin = 'orders'");
  }

  Cells found(const Question& question) {
    const auto rows = service.transaction([&](db::Tx& tx) { return sum(tx, policy, question); });
    Cells out;
    if (rows.has_error()) {
      ADD_FAILURE() << rows.error().code;
      return out;
    }
    for (const auto& row : *rows) out[row.keys] += Cell{row.gross.fen(), row.refunded.fen(), row.lines, row.quantity};
    return out;
  }

  AsOf now() {
    return service.transaction([](db::Tx& tx) -> Result<AsOf> { return current_as_of(tx); }).value();
  }

  // Cells without anything are told or not: both are right.
  static Cells without_empty(Cells cells) {
    std::erase_if(cells, [](const auto& cell) { return cell.second == Cell{}; });
    return cells;
  }

  void expect_all(const Period& period, const char* name) {
    for (const auto measure : kMeasures) {
      for (const auto view : kViews) {
        Cell total;
        for (std::size_t i = 0; i < kGroupings.size(); ++i) {
          Question question;
          question.measure = measure;
          question.period = period;
          question.view = view;
          question.by = kGroupings[i];
          const auto is = without_empty(found(question));
          EXPECT_EQ(is, without_empty(reckoning->of(measure, view, i, period)))
              << name << " measure " << int(measure) << " view " << int(view) << " grouping " << i;
          Cell sum;
          for (const auto& [keys, cell] : is) sum += cell;
          if (i == 0) total = sum;
          EXPECT_EQ(sum, total) << "the sum over any dimension is the total";
        }
      }
    }
  }

  void remember() {
    remembered_.push_back({now().str(), {}});
    for (const auto grouping : kRemembered)
      remembered_.back().cells.push_back(
          without_empty(reckoning->of(orders::Measure::paid, RefundView::posting, grouping, year)));
  }

  void expect_what_was_said_before() {
    std::int64_t lines = 0;
    for (const auto& then : remembered_) {
      Question question;
      question.period = year;
      question.as_of = service.transaction([&](db::Tx& tx) { return read_as_of(tx, then.as_of); }).value();
      std::size_t i = 0;
      for (const auto grouping : kRemembered) {
        question.by = kGroupings[grouping];
        EXPECT_EQ(without_empty(found(question)), then.cells[i++]) << then.as_of << " grouping " << grouping;
      }
      question.by.clear();
      const auto total = found(question);
      const auto counted = total.empty() ? 0 : total.begin()->second.lines;
      EXPECT_GE(counted, lines) << "a later state contains an earlier one";
      lines = counted;
    }
  }

  void expect_what_was_booked_by_days() {
    service.clock.advance(std::chrono::hours(24 * 365 * 70));
    for (int i = 0; i < 6; ++i) {
      const Date day = add_days(parse_date("2026-10-25").value(), int(random_() % 60));
      for (const auto view : kViews) {
        Question question;
        question.period = year;
        question.view = view;
        question.as_of = service.transaction([&](db::Tx& tx) { return read_as_of(tx, to_string(day)); }).value();
        const auto is = found(question);
        const auto should = reckoning->booked_by(orders::Measure::paid, view, year, day);
        EXPECT_EQ(is.empty() ? Cell{} : is.begin()->second, should) << to_string(day);
      }
    }
  }

  struct Remembered {
    std::string as_of;
    std::vector<Cells> cells;
  };
  static constexpr std::size_t kRemembered[] = {0, 2, 7};

  fixture::ServiceDatabase service{"measurement", {sql::common::kMigrations, sql::measurement::kMigrations}};
  Policy policy{std::nullopt, 3, 100'000'000};
  // A hundred days in all.
  VolumeLife life{fixture::seed(), std::chrono::seconds(100 * 24 * 3600 * 2 / events_to_tell())};
  NaiveVolume naive;
  std::optional<Reckoning> reckoning;
  std::mt19937_64 random_{fixture::seed() + 1};
  std::vector<events::Event> last_;
  std::vector<Remembered> remembered_;
  std::int64_t told_ = 0;
  const Period year = parse_period("2026").value();
};

TEST_F(VolumeProof, NotAFenDiffersFromWhatIsReckonedFromTheFacts) {
  const auto all = events_to_tell();
  bool frozen = false;
  Cells before;
  Question of_november;
  of_november.period = parse_period("2026-11").value();
  of_november.by = {D::buyer_division, D::category};
  while (told_ < all) {
    tell(std::min<std::size_t>(1 + random_() % 300, std::size_t(all - told_)));
    if (HasFatalFailure()) return;
    if (!frozen && naive.booked_on() > of_november.period.to) {
      frozen = true;
      before = found(of_november);
      freeze("2026-11");
    }
    if (std::int64_t(remembered_.size()) < 4 && told_ > all / 5 * std::int64_t(remembered_.size() + 1)) remember();
  }
  ASSERT_TRUE(frozen) << "the life ended before November did";
  EXPECT_EQ(found(of_november), before) << "a frozen month never changes";
  for (const auto* period : {"2026", "2026Q4", "2026-12", "2027"}) expect_all(parse_period(period).value(), period);
  expect_what_was_said_before();
  expect_what_was_booked_by_days();
  const auto audited = service.transaction(audit_cubes);
  for (const auto& finding : *audited) EXPECT_EQ(finding.difference, 0) << finding.check << ' ' << finding.detail;
}

}  // namespace
}  // namespace shanhai::measurement
