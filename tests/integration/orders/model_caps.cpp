// How much of a SKU one buyer or one place may take: in the model, and as suppliers set it and buyers meet it.
#include <algorithm>
#include <tuple>

#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {
namespace model {

std::string name_of_buyer(const auth::Principal& buyer) {
  return std::string(buyer.organisation ? buyer.organisation->raw() : buyer.account.raw());
}

// A changed number keeps the periods; another length, or a cap after none, begins new ones.
void Model::set_cap(SkuId sku, std::map<CapKind, std::int64_t> most, int days) {
  auto& cap = shelf(sku).cap;
  if (cap.most.empty() || cap.days != days) cap.since = Day(today());
  cap.most = std::move(most);
  cap.days = days;
}

CapCounts Model::counted(const std::vector<Bought>& what, const std::string& buyer) {
  CapCounts out;
  for (const auto& part : what) {
    const auto& cap = shelf(part.sku).cap;
    for (const auto& [kind, most] : cap.most) {
      CapCount count{part.sku, kind, kind == CapKind::address ? part.place : buyer, {}, {}};
      if (kind != CapKind::unpaid) {
        const auto whole = (Day(today()) - cap.since).count() / cap.days;
        count.from = cap.since + std::chrono::days(whole * cap.days);
        count.until = count.from + std::chrono::days(cap.days);
      }
      out[count] += part.quantity;
    }
  }
  return out;
}

bool Model::exceeds(const CapCounts& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const auto& part) {
    const auto known = counts.find(part.first);
    const auto before = known == counts.end() ? 0 : known->second;
    return before + part.second > shelf(part.first.sku).cap.most.at(part.first.kind);
  });
}

// Of an order that is placed, or comes back: what it counts for, and whose sale it is in.
void Model::take_scarce(Order& order) {
  const auto buyer = name_of_buyer(order.group->buyer);
  for (auto& line : order.lines) {
    line.claimed = line.quantity;
    line.counted.clear();
    const auto& place = order.group->places.at(static_cast<std::size_t>(line.delivery));
    for (const auto& [count, units] : counted({{line.sku, line.quantity, place}}, buyer)) {
      line.counted.push_back(count);
      counts[count] += units;
    }
    auto* sale = shelf(line.sku).sale;
    if (sale && sale != line.sale) line.ships_by = sale->ships_by;
    line.sale = sale;
    if (sale) sale->taken += line.quantity;
  }
}

// What the buyer will not have counts no more, and goes back to its sale while that lasts.
void Model::give_back(Order& order, const LineUnits& units) {
  for (const auto& [id, gone] : units) {
    auto& line = order.line(id);
    line.claimed -= gone;
    for (const auto& count : line.counted) counts[count] -= gone;
    if (!line.sale) continue;
    line.sale->taken -= gone;
    auto& promised = shelf(line.sku).promised;
    if (line.sale->state != PresaleState::open) promised -= std::min(gone, promised);
  }
}

void Model::settle_unpaid(Order& order) {
  for (auto& line : order.lines) {
    std::erase_if(line.counted, [&](const CapCount& count) {
      if (count.kind != CapKind::unpaid) return false;
      counts[count] -= line.claimed;
      return true;
    });
  }
}

}  // namespace model

namespace {

// In full width, where `wide`.
std::string written(int number, bool wide) {
  std::string out;
  for (const char digit : std::to_string(number)) {
    if (wide) {
      out += "\xEF\xBC";
      out += static_cast<char>(0x90 + (digit - '0'));
    } else {
      out += digit;
    }
  }
  return out;
}

std::string text_of(const json::Value& item, const char* member) { return std::string(item.at(member).as_string()); }

}  // namespace

// One of forty places in two districts, as somebody would write it.
ModelRun::Place ModelRun::some_place(bool elsewhere) {
  const auto number = static_cast<int>(1 + dice(40));
  const auto* division = elsewhere ? "440104" : "440605";
  auto to = address(division);
  const auto way = dice(3);
  const std::string gap = way == 1 ? " " : "";
  to.detail = "桂城街道" + gap + "南海大道北" + written(number, way == 2) + "号" + gap + (way == 0 ? "A座" : "a座");
  return {std::string(division) + '/' + std::to_string(number), to};
}

void ModelRun::change_cap() {
  auto& shelf = model_.shelf(one_of(capped_));
  const auto sku = shelf.product.sku;
  const auto command = by(seller(shelf.product.supplier));
  if (dice(5) == 0) {
    const bool any = !shelf.cap.most.empty();
    auto ended = run(parts.purchase_caps.end(command, sku, "货源充足"));
    if (check("end a cap", ended, any ? "" : "purchase_cap_not_found")) model_.set_cap(sku, {}, 0);
    return;
  }
  PurchaseCapBody body;
  body.sku_id = sku;
  body.reason = "新货不多";
  std::map<CapKind, std::int64_t> most;
  const auto limits = 1 + dice(7);  // one of the three at least
  if ((limits & 1) != 0) body.unpaid_max = most[CapKind::unpaid] = static_cast<std::int64_t>(2 + dice(5));
  if ((limits & 2) != 0) body.buyer_max = most[CapKind::buyer] = static_cast<std::int64_t>(3 + dice(8));
  if ((limits & 4) != 0) body.address_max = most[CapKind::address] = static_cast<std::int64_t>(4 + dice(8));
  const auto days = limits == 1 ? 0 : static_cast<int>(1 + dice(3));
  if (days > 0) body.period_days = days;
  const auto once = key();
  auto set = run(parts.purchase_caps.set(command, body, once));
  if (!check("set a cap", set, "")) return;
  model_.set_cap(sku, std::move(most), days);
  if (dice(4) != 0) return;
  auto again = run(parts.purchase_caps.set(command, body, once));
  if (check("set a cap again", again, "")) {
    EXPECT_EQ(again->value.version, set->value.version);
  }
}

// What it says was taken is looked at when everybody has been answered.
void ModelRun::note_cap_refusal(const Attempt& attempt, const Error& refusal) {
  ++refusals_[refusal.code];
  const auto* items = refusal.extensions.if_contains("items");
  ASSERT_TRUE(items && !items->as_array().empty());
  for (const auto& item : items->as_array()) {
    const auto sku = SkuId::parse(text_of(item, "sku_id")).value();
    CapKind kind{};
    ASSERT_TRUE(boost::describe::enum_from_string(text_of(item, "cap").c_str(), kind)) << json::to_text(item);
    const auto most = model_.shelf(sku).cap.most;
    ASSERT_TRUE(most.contains(kind)) << json::to_text(item);
    const auto requested = item.at("requested").to_number<std::int64_t>();
    const auto taken = item.at("taken").to_number<std::int64_t>();
    EXPECT_EQ(item.at("most").to_number<std::int64_t>(), most.at(kind));
    EXPECT_GT(taken + requested, most.at(kind)) << json::to_text(item);
    EXPECT_EQ(item.at("allowed").to_number<std::int64_t>(), std::max<std::int64_t>(0, most.at(kind) - taken));
    CapRefusal told{taken, {}};
    for (const auto& [count, units] : attempt.counts) {
      if (count.sku != sku || count.kind != kind || units != requested) continue;
      told.of.push_back(count);
      if (kind == CapKind::unpaid) continue;
      EXPECT_EQ(text_of(item, "resets_at"), to_rfc3339(start_of_china_day(Date(count.until))));
    }
    EXPECT_FALSE(told.of.empty()) << "nothing of the sort was asked for: " << json::to_text(item);
    cap_refusals_.push_back(std::move(told));
  }
}

// Nobody has more than the cap, but who had it before it was lowered; who was refused was told what was so meanwhile.
void ModelRun::expect_caps_kept() {
  const auto before = [&](const model::CapCount& count) {
    const auto known = counts_before_.find(count);
    return known == counts_before_.end() ? std::int64_t(0) : known->second;
  };
  for (const auto& [count, units] : model_.counts) {
    if (units == before(count)) continue;
    EXPECT_LE(units, model_.shelf(count.sku).cap.most.at(count.kind))
        << name_of(count.kind) << " of " << count.sku.str();
  }
  for (const auto& told : cap_refusals_) {
    const bool true_of_one = std::any_of(told.of.begin(), told.of.end(), [&](const model::CapCount& count) {
      const auto known = model_.counts.find(count);
      return before(count) <= told.taken && told.taken <= (known == model_.counts.end() ? 0 : known->second);
    });
    EXPECT_TRUE(true_of_one) << "refused for " << told.taken << " units that nobody had taken";
  }
}

// Nothing but a digest is kept of a place: those of one SKU and period are compared by what they hold.
void ModelRun::expect_counts() {
  constexpr db::Query kCounts{"test.model_counts",
                              "SELECT sku, kind, subject, period_from, period_until, units FROM purchase_counter"
                              " WHERE units > 0 AND (kind = 'unpaid' OR period_until > :now)"};
  using Counter = std::tuple<SkuId, CapKind, std::string, model::Day, model::Day>;
  std::map<Counter, std::multiset<std::int64_t>> expected, found;
  for (const auto& [count, units] : model_.counts) {
    if (units == 0 || (count.kind != CapKind::unpaid && count.until <= model::Day(model_.today()))) continue;
    const auto whose = count.kind == CapKind::address ? std::string() : count.whose;
    expected[{count.sku, count.kind, whose, count.from, count.until}].insert(units);
  }
  const auto read = [&](db::Tx& tx) -> Result<void> {
    found.clear();
    const auto rows = tx.query(kCounts, {{"now", db.clock.now()}});
    for (const auto row : rows) {
      const auto kind = row.get<CapKind>("kind");
      const bool whole = kind == CapKind::unpaid;
      const auto from = whole ? model::Day() : model::Day(china_date(row.get<Instant>("period_from")));
      const auto until = whole ? model::Day() : model::Day(china_date(row.get<Instant>("period_until")));
      const auto whose = kind == CapKind::address ? std::string() : row.get<db::Bytes>("subject").value;
      found[{row.get<SkuId>("sku"), kind, whose, from, until}].insert(row.get<std::int64_t>("units"));
    }
    return {};
  };
  db.transaction(read).value();
  EXPECT_EQ(found.size(), expected.size());
  for (const auto& [counter, units] : expected) {
    EXPECT_EQ(found[counter], units) << name_of(std::get<1>(counter)) << " of " << std::get<0>(counter).str();
  }
}

}  // namespace shanhai::orders
