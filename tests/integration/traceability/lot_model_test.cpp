// Random operations on lots, against a model that knows nothing but addition.
#include <map>

#include "common/base/encoding.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {
namespace {

constexpr std::int64_t kUnitGrams = 500;

struct ModelLot {
  LotKind kind = LotKind::raw;
  std::int64_t quantity = 0, consumed = 0, sold = 0, written_off = 0, went_in = 0;  // went_in: grams
  std::vector<LotId> made_into;
  bool recalled = false, failed = false;

  std::int64_t available() const { return quantity - consumed - sold - written_off; }
  std::int64_t grams() const { return kind == LotKind::packed ? quantity * kUnitGrams : quantity; }
};

class LotModel : public World {
 protected:
  void begin() {
    owner_ = cooperative();
    household_ = household(owner_);
    sku_ = published(owner_, kUnitGrams);
  }
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(std::max<std::int64_t>(bound, 1)));
  }
  std::map<LotId, ModelLot>::iterator any() {
    auto at = model_.begin();
    std::advance(at, below(static_cast<std::int64_t>(model_.size())));
    return at;
  }

  void deliver() {
    const auto quantity = 1000 + below(50000);
    const auto lot = record(owner_, raw_entry({{household_, quantity}}));
    model_[lot.lot_id] = {LotKind::raw, quantity};
  }

  // Processed or packed of one lot that is weighed; sometimes more than there is.
  void make() {
    const auto input = any();
    if (input->second.kind == LotKind::packed) return;
    const auto& from = input->second;
    const auto taken = 1 + below(from.available() + 500);
    const bool packs = below(2) == 0;
    const auto made = packs ? 1 + below(taken / kUnitGrams + 2) : 1 + below(taken + taken / 8);
    const auto needed = packs ? made * kUnitGrams : made;
    const LotView& view = look(owner_, input->first);
    const auto entry = packs ? packed_entry(sku_, view, taken, made) : processed_entry(view, taken, made);
    const auto result = run(lots.record(owner_, key(), entry, {}));
    const bool allowed = !from.recalled && !from.failed && taken <= from.available() && needed <= taken;
    ASSERT_EQ(result.has_value(), allowed) << (result.has_error() ? result.error().code : "made");
    if (!allowed) return;
    const auto id = result->value.lot_id;
    input->second.consumed += taken;
    input->second.made_into.push_back(id);
    model_[id] = {packs ? LotKind::packed : LotKind::processed, made, 0, 0, 0, taken};
  }

  void correct() {
    const auto lot = any();
    auto& own = lot->second;
    CorrectionEntry entry;
    if (own.kind == LotKind::raw) entry.delivery = 1;
    entry.quantity = 1 + below(own.quantity + own.quantity / 4 + 2);
    entry.reason = "更正";
    const auto difference = entry.quantity.value() - own.quantity;
    auto corrected = own;
    corrected.quantity += difference;
    const bool fits = own.kind == LotKind::raw || corrected.grams() <= own.went_in;
    const bool allowed = difference != 0 && fits && corrected.available() >= 0;
    const auto result = run(lots.correct(owner_, key(), lot->first, entry, {}));
    ASSERT_EQ(result.has_value(), allowed) << (result.has_error() ? result.error().code : "corrected");
    if (allowed) own = corrected;
  }

  void write_off() {
    const auto lot = any();
    const auto quantity = 1 + below(lot->second.available() + 3);
    const bool allowed = quantity <= lot->second.available();
    const auto result = run(lots.write_off(owner_, key(), lot->first, {AdjustmentCause::spoilt, quantity, "霉变"}, {}));
    ASSERT_EQ(result.has_value(), allowed) << (result.has_error() ? result.error().code : "written off");
    if (allowed) lot->second.written_off += quantity;
  }

  void sell() {
    const auto lot = any();
    auto& own = lot->second;
    const auto quantity = 1 + below(own.available() + 3);
    const bool allowed = own.kind == LotKind::packed && !own.recalled && !own.failed && quantity <= own.available();
    const auto result = run(sales.put_on_sale(owner_, key(), lot->first, {quantity}, {}));
    ASSERT_EQ(result.has_value(), allowed) << (result.has_error() ? result.error().code : "sold");
    if (allowed) own.sold += quantity;
  }

  void spread_recall(LotId id) {
    auto& lot = model_.at(id);
    lot.recalled = true;
    for (const auto next : lot.made_into) spread_recall(next);
  }

  void test() {
    const auto lot = any();
    TestEntry report;
    report.laboratory = "凉山州检测中心";
    report.report_number = std::to_string(++reports_);
    report.result = below(3) == 0 ? TestResult::fail : TestResult::pass;
    report.tested_on = today();
    report.file = {"报告.txt", to_base64("报告")};
    must(evidence.add_test(owner_, lot->first, report, {}));
    if (report.result == TestResult::pass) return;
    lot->second.failed = true;
    spread_recall(lot->first);
  }

  void compare() {
    for (const auto& [id, expected] : model_) {
      const auto lot = look(owner_, id);
      EXPECT_EQ(lot.quantity, expected.quantity);
      EXPECT_EQ(lot.available, expected.available());
      EXPECT_EQ(lot.consumed, expected.consumed);
      EXPECT_EQ(lot.on_sale, expected.sold);
      EXPECT_EQ(lot.written_off, expected.written_off);
      EXPECT_EQ(lot.reserved, 0);
      EXPECT_EQ(lot.recalled, expected.recalled);
      EXPECT_EQ(orders_service->received(id), expected.sold);
      if (expected.recalled && expected.kind == LotKind::packed) EXPECT_TRUE(orders_service->is_blocked(id));
      if (expected.kind != LotKind::raw) EXPECT_EQ(lot.loss_g, expected.went_in - expected.grams());
    }
    EXPECT_EQ(audit_differences(), "");
  }

  std::mt19937_64 engine_;
  auth::Principal owner_;
  HouseholdId household_;
  SkuId sku_;
  std::map<LotId, ModelLot> model_;
  int reports_ = 0;
};

TEST_F(LotModel, AgreesWithAddition) {
  engine_.seed(fixture::seed());
  begin();
  deliver();
  for (int step = 0; step < 150 && !HasFatalFailure(); ++step) {
    clock.advance(std::chrono::milliseconds(3));
    const auto dice = below(100);
    if (dice < 12) {
      deliver();
    } else if (dice < 45) {
      make();
    } else if (dice < 60) {
      correct();
    } else if (dice < 72) {
      write_off();
    } else if (dice < 96) {
      sell();
    } else {
      test();
    }
  }
  compare();
  EXPECT_GT(count("SELECT COUNT(*) FROM balance_refusal"), 0) << "nothing was ever refused";
  EXPECT_GT(count("SELECT COUNT(*) FROM lot_adjustment WHERE kind = 'correction'"), 0);
}

}  // namespace
}  // namespace shanhai::traceability
