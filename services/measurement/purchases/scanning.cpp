#include <algorithm>

#include "services/measurement/purchases/reading.hpp"

namespace shanhai::measurement::reading {
namespace {

// Which values of a column a filter lets through.
struct Check {
  int at = 0;
  std::size_t width = 0;
  std::vector<std::uint32_t> numbers;  // sorted
  std::vector<std::string> ids;        // sorted

  bool lets(const char* key) const {
    if (width > 4) return std::binary_search(ids.begin(), ids.end(), std::string_view(key + at, width), std::less<>());
    return std::binary_search(numbers.begin(), numbers.end(), read_number(key + at, width));
  }
};

class Checks {
 public:
  Checks(const Layout& layout, const Filter& f) : layout_(layout) {
    add(Column::buyer_division, f.buyers);
    add(Column::delivery_division, f.deliveries);
    add(Column::production_county, f.origins);
    add(Column::raw_material_county, f.raw_materials);
    add(Column::registration_county, f.registrations);
    add(Column::buyer_kind, f.buyer_kind);
    add(Column::category, f.category);
    add(Column::certified, f.certified);
    add(Column::channel, f.channel);
    if (f.units) add_ids(Column::buyer_organisation, *f.units);
    if (f.supplier) add_ids(Column::supplier, std::vector{*f.supplier});
    if (f.product) add_ids(Column::product, std::vector{*f.product});
  }

  bool let(const char* key) const {
    return std::all_of(checks_.begin(), checks_.end(), [&](const Check& check) { return check.lets(key); });
  }

 private:
  Check& check_of(Column column) {
    if (!layout_.has(column)) throw std::logic_error("a filter looks at a column that the cube does not have");
    return checks_.emplace_back(Check{layout_.at(column), Layout::width_of(column), {}, {}});
  }
  void add(Column column, const DivisionSet& set) {
    if (set.everything) return;
    auto& numbers = check_of(column).numbers;
    for (const auto& code : set.codes) numbers.push_back(number_of_division(code));
    std::sort(numbers.begin(), numbers.end());
  }
  template <class T>
  void add(Column column, const std::optional<T>& value) {
    if (value) check_of(column).numbers.push_back(static_cast<std::uint32_t>(*value));
  }
  template <class IdType>
  void add_ids(Column column, const std::vector<IdType>& values) {
    auto& ids = check_of(column).ids;
    for (const auto& value : values) ids.emplace_back(value.raw());
    std::sort(ids.begin(), ids.end());
  }

  const Layout& layout_;
  std::vector<Check> checks_;
};

// Cells of one layout, let through and told apart.
class Reader {
 public:
  Reader(Layout layout, const Source& source, const Question& question, const Filter& filter, const Shape& shape)
      : layout_(std::move(layout)),
        checks_(layout_, filter),
        shape_(shape),
        tier_(source.tier),
        organisations_only_(source.cube->organisations_only),
        by_sale_(question.view == RefundView::sale),
        from_(day_number(question.period.from)),
        to_(day_number(question.period.to)) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  template <class F>
  void read(const Blocks& blocks, const F& take) {
    for (const auto& block : blocks) {
      for_each_cell(block.cells, layout_.width(),
                    [&](const char* key, const CellSums& sums) { add(key, sums, block.period, take); });
    }
  }

 private:
  template <class F>
  void add(const char* key, CellSums sums, Date period, const F& take) {
    const bool is_entry = layout_.posted_at() >= 0;
    if (is_entry) {
      const auto day = read_number(key + (by_sale_ ? layout_.sale_posted_at() : layout_.posted_at()), 2);
      if (day < from_ || day > to_) return;
      if (organisations_only_ && key[layout_.at(Column::buyer_kind)] == char(orders::BuyerKind::consumer)) return;
      if (shape_.day) period = first_of(day_of_number(day), tier_);
    } else if (by_sale_) {
      sums.refunded = sums.refunded_by_sale;
    }
    if (!checks_.let(key)) return;
    if (by_sale_) sums.refunds = 0;
    key_.clear();
    for (const auto column : shape_.columns) key_.append(key + layout_.at(column), Layout::width_of(column));
    if (shape_.day) append_number(key_, day_number(period), 2);
    if (shape_.attributed) {
      const auto when = read_number(key + layout_.attributed_at(), 2);
      append_number(key_, is_entry ? month_number(day_of_number(when)) : when, 2);
    }
    take(key_, sums);
  }

  const Layout layout_;
  const Checks checks_;
  const Shape& shape_;
  const Tier tier_;
  const bool organisations_only_, by_sale_;
  const std::uint32_t from_, to_;
  std::string key_;
};

template <class E>
std::string name_of_place(std::uint32_t place) {
  return boost::describe::enum_to_string(static_cast<E>(place), "");
}

std::string text_of(Column column, std::string_view bytes) {
  switch (column) {
    case Column::buyer_kind:
      return name_of_place<orders::BuyerKind>(read_number(bytes.data(), 1));
    case Column::category:
      return name_of_place<Goods>(read_number(bytes.data(), 1));
    case Column::certified:
      return read_number(bytes.data(), 1) ? "true" : "false";
    case Column::channel:
      return name_of_place<orders::Channel>(read_number(bytes.data(), 1));
    case Column::buyer_organisation: {
      const auto id = OrganisationId::from_raw(bytes);
      return id.is_nil() ? std::string() : id.str();
    }
    case Column::supplier:
      return OrganisationId::from_raw(bytes).str();
    case Column::product: {
      const auto id = ProductId::from_raw(bytes);
      return id.is_nil() ? std::string() : id.str();
    }
    case Column::buyer:
      return std::string(bytes);
    default:
      return division_of_number(read_number(bytes.data(), 3));
  }
}

constexpr std::int64_t kUnfoldedMax = 100'000;  // numbers of a source that one question reads as they were counted
constexpr std::int64_t kSlice = 64;             // blocks of entries in memory at once

template <class F>
void read_in_slices(db::Tx& tx, const State& state, orders::Measure measure, Origin origin, const BlockRange& range,
                    const F& read) {
  for (auto from = range.from; from < range.until; from += kSlice) {
    const auto slice = state.kept->entries(tx, measure, origin, from, std::min(range.until, from + kSlice));
    for (const auto& blocks : slice) read(*blocks);
  }
}

// Online is what orders sell, offline what is registered.
bool concerns(Origin origin, const Filter& filter) {
  return !filter.channel || (*filter.channel == orders::Channel::online) == (origin == Origin::orders);
}

template <class Codes>
void add_parts(std::vector<bool>& wanted, Column column, const Codes& codes) {
  for (const auto& code : codes) {
    std::string bytes;
    append_number(bytes, number_of_division(code), 3);
    wanted[static_cast<std::size_t>(part_of(column, bytes.data()))] = true;
  }
}

}  // namespace

State state_of(db::Tx& tx, const Policy& policy, const std::optional<AsOf>& as_of) {
  State out{read_folded(tx), {}, policy.kept};
  out.cuts = out.folded.counted;
  if (as_of) {
    out.cuts[Origin::orders] = as_of->orders.sequence;
    out.cuts[Origin::registrations] = as_of->registrations.sequence;
  }
  return out;
}

std::vector<int> parts_of(const Source& source, const Filter& filter) {
  if (source.tier == Tier::day || !source.cube->part) return {0};
  const auto column = *source.cube->part;
  std::vector<bool> wanted(kCubeParts, false);
  const auto& set = column == Column::buyer_division      ? filter.buyers
                    : column == Column::delivery_division ? filter.deliveries
                                                          : filter.origins;
  if (column == Column::buyer_organisation && filter.units) {
    for (const auto& unit : *filter.units) wanted[static_cast<std::size_t>(part_of(column, unit.raw().data()))] = true;
  } else if (column != Column::buyer_organisation && !set.everything) {
    add_parts(wanted, column, set.codes);
  } else {
    wanted.assign(kCubeParts, true);
  }
  std::vector<int> out;
  for (int part = 0; part < kCubeParts; ++part) {
    if (wanted[static_cast<std::size_t>(part)]) out.push_back(part);
  }
  return out;
}

void scan(db::Tx& tx, const State& state, const Source& source, const Question& question, const Filter& filter,
          const Shape& shape, const std::function<void(std::string_view key, const CellSums& sums)>& take) {
  Reader sums(Layout(*source.cube, source.tier), source, question, filter, shape);
  Reader entries(Layout(entries_by_number(), Tier::day), source, question, filter, shape);
  const BlockQuestion folded{source.cube->name, source.tier, question.measure,
                             periods_between(source.tier, question.period.from, question.period.to),
                             parts_of(source, filter)};
  for (const auto& [origin, cut] : state.cuts) {
    if (!concerns(origin, filter)) continue;
    auto covered = cover(state.folded.grid, state.folded.entries(origin),
                         state.folded.levels(origin, source.cube->name, source.tier), cut);
    if (!covered.blocks.empty() && covered.blocks.back().level == 0) {
      read_in_slices(tx, state, question.measure, origin, covered.blocks.back(),
                     [&](const Blocks& blocks) { entries.read(blocks, take); });
      covered.blocks.pop_back();
    }
    if (!covered.blocks.empty())
      sums.read(*state.kept->sums(tx, state.folded.grid, folded, origin, covered.blocks), take);
    if (covered.entries_after >= cut) continue;
    if (cut - covered.entries_after > kUnfoldedMax) throw Unavailable("purchase volume is still being counted");
    entries.read(*state.kept->rest(tx, question.measure, origin, covered.entries_after, cut), take);
  }
}

Row read_key(std::string_view key, const Shape& shape) {
  Row out;
  for (const auto column : shape.columns) {
    const auto width = Layout::width_of(column);
    out.columns[column] = text_of(column, key.substr(0, width));
    key.remove_prefix(width);
  }
  if (shape.day) {
    out.day = day_of_number(read_number(key.data(), 2));
    key.remove_prefix(2);
  }
  if (shape.attributed) out.attributed = month_of_number(read_number(key.data(), 2));
  return out;
}

Result<std::vector<Row>> sum_cube(db::Tx& tx, const State& state, const Source& source, const Question& question,
                                  const Filter& filter, const Shape& shape) {
  std::map<std::string, CellSums, std::less<>> groups;
  auto last = groups.end();
  scan(tx, state, source, question, filter, shape, [&](std::string_view key, const CellSums& sums) {
    if (last == groups.end() || last->first != key) {
      last = groups.find(key);
      if (last == groups.end() && groups.size() > kGroupsMax) return;
      if (last == groups.end()) last = groups.emplace(std::string(key), CellSums()).first;
    }
    last->second += sums;
  });
  if (groups.size() > kGroupsMax) return too_many_groups();
  std::vector<Row> out;
  for (const auto& [key, sums] : groups) {
    const bool nothing = sums.lines == 0 && sums.refunds == 0 && sums.gross == 0 && sums.refunded == 0;
    if (nothing) continue;
    auto& row = out.emplace_back(read_key(key, shape));
    row.sums.gross = Money(sums.gross);
    row.sums.refunded = Money(sums.refunded);
    row.sums.lines = sums.lines;
    row.sums.refunds = sums.refunds;
    row.sums.quantity = sums.quantity;
  }
  return out;
}

}  // namespace shanhai::measurement::reading
