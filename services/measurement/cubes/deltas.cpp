#include "services/measurement/cubes/deltas.hpp"

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement {
namespace {

namespace q = sql::measurement;

// Bytes that compare as the values do in the database: an ENUM by its place, a date by its parts.
void append_key(std::string& key, Date day) {
  const auto number = unsigned(int(day.year())) * 512 + unsigned(day.month()) * 32 + unsigned(day.day());
  key += char(number >> 16 & 0xff);
  key += char(number >> 8 & 0xff);
  key += char(number & 0xff);
}

template <class E>
void append_place(std::string& key, E value) {
  key += char(static_cast<int>(value));
}

void append_code(std::string& key, const std::string& division) {
  key += division;
  if (division.size() < 6) key.append(6 - division.size(), ' ');
}

void append_key(std::string& key, Column column, const Dimensions& of) {
  switch (column) {
    case Column::buyer_division:
      append_code(key, of.buyer_division);
      break;
    case Column::delivery_division:
      append_code(key, of.delivery_division);
      break;
    case Column::buyer_kind:
      append_place(key, of.buyer_kind);
      break;
    case Column::buyer_organisation:
      key += of.buyer_organisation.raw();
      break;
    case Column::production_county:
      append_code(key, of.production_county);
      break;
    case Column::raw_material_county:
      append_code(key, of.raw_material_county);
      break;
    case Column::registration_county:
      append_code(key, of.registration_county);
      break;
    case Column::supplier:
      key += of.supplier.raw();
      break;
    case Column::product:
      key += of.product.raw();
      break;
    case Column::category:
      append_place(key, of.goods);
      break;
    case Column::certified:
      append_place(key, of.certified);
      break;
    case Column::channel:
      append_place(key, of.channel);
      break;
  }
}

db::Param param_of(Column column, const Dimensions& of) {
  switch (column) {
    case Column::buyer_division:
      return {"buyer_division", of.buyer_division};
    case Column::delivery_division:
      return {"delivery_division", of.delivery_division};
    case Column::buyer_kind:
      return {"buyer_kind", of.buyer_kind};
    case Column::buyer_organisation:
      return {"buyer_organisation", of.buyer_organisation};
    case Column::production_county:
      return {"production_county", of.production_county};
    case Column::raw_material_county:
      return {"raw_material_county", of.raw_material_county};
    case Column::registration_county:
      return {"registration_county", of.registration_county};
    case Column::supplier:
      return {"supplier", of.supplier};
    case Column::product:
      return {"product", of.product};
    case Column::category:
      return {"category", of.goods};
    case Column::certified:
      return {"certified", of.certified};
    case Column::channel:
      return {"channel", of.channel};
  }
  throw std::logic_error("no such column");
}

constexpr Column kBuyerColumns[] = {Column::buyer_division, Column::production_county, Column::buyer_kind,
                                    Column::category,       Column::certified,         Column::channel};

std::string_view buyer_of(const Dimensions& of) {
  return of.buyer_organisation.is_nil() ? of.buyer_account.raw() : of.buyer_organisation.raw();
}

}  // namespace

void CubeDeltas::Sums::operator+=(const Sums& other) {
  gross += other.gross;
  refunded += other.refunded;
  refunded_by_sale += other.refunded_by_sale;
  lines += other.lines;
  refunds += other.refunds;
  quantity += other.quantity;
}

void CubeDeltas::add(const Entry& entry, const Posting& posting, Date booked_on, std::int64_t sequence) {
  const auto& kept = kept_.emplace_back(entry);
  Sums by_posting, by_sale;
  if (entry.kind == EntryKind::sale) {
    by_posting.gross = entry.amount;
    by_posting.lines = 1;
    by_posting.quantity = entry.quantity;
    add_buyer(kept, posting.posted_on, sequence);
  } else {
    by_posting.refunded = entry.amount;
    by_posting.refunds = 1;
    by_sale.refunded_by_sale = entry.amount;
  }
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (cubes()[i].organisations_only && entry.of.buyer_kind == orders::BuyerKind::consumer) continue;
    add_to(i, kept, posting.posted_on, booked_on, by_posting);
    if (entry.kind != EntryKind::sale) add_to(i, kept, posting.sale_posted_on, booked_on, by_sale);
  }
}

void CubeDeltas::add_to(std::size_t index, const Entry& entry, Date day, Date booked_on, const Sums& sums) {
  const auto& cube = cubes()[index];
  std::string middle;
  for (const auto column : cube.columns) append_key(middle, column, entry.of);
  for (const auto tier : cube.tiers) {
    Row row{&entry,
            tier,
            first_of(day, tier),
            is_dated(tier) ? first_of(entry.attributed_on, Tier::month) : kUndated,
            is_dated(tier) ? first_of(booked_on, tier) : kUndated,
            {}};
    std::string key;
    key.reserve(middle.size() + 12);
    append_place(key, entry.measure);
    append_place(key, tier);
    append_key(key, row.period);
    key += middle;
    append_key(key, row.attributed);
    append_key(key, row.booked);
    rows_[index].try_emplace(std::move(key), row).first->second.sums += sums;
  }
}

void CubeDeltas::add_buyer(const Entry& entry, Date day, std::int64_t sequence) {
  const auto month = first_of(day, Tier::month);
  std::string key;
  append_place(key, entry.measure);
  append_key(key, month);
  for (const auto column : kBuyerColumns) append_key(key, column, entry.of);
  key += buyer_of(entry.of);
  buyers_.try_emplace(std::move(key), Buyer{&entry, month, sequence});  // the first one stays
}

db::Params CubeDeltas::params_of(const Cube& cube, const Row& row) {
  db::Params out;
  out.reserve(cube.columns.size() + 11);
  out.insert(out.end(), {{"measure", row.like->measure}, {"tier", row.tier}, {"period", row.period}});
  for (const auto column : cube.columns) out.push_back(param_of(column, row.like->of));
  out.insert(out.end(), {{"attributed", row.attributed},
                         {"booked", row.booked},
                         {"gross", row.sums.gross},
                         {"refunded", row.sums.refunded},
                         {"refunded_by_sale", row.sums.refunded_by_sale},
                         {"lines", row.sums.lines},
                         {"refunds", row.sums.refunds},
                         {"quantity", row.sums.quantity}});
  return out;
}

void CubeDeltas::append_to(db::Script& script) const {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::vector<db::Params> rows;
    rows.reserve(rows_[i].size());
    for (const auto& [key, row] : rows_[i]) rows.push_back(params_of(cubes()[i], row));
    script.add_rows(cubes()[i].add, rows);
  }
  std::vector<db::Params> rows;
  rows.reserve(buyers_.size());
  for (const auto& [key, buyer] : buyers_) {
    const auto& of = buyer.like->of;
    auto& row = rows.emplace_back(db::Params{{"measure", buyer.like->measure}, {"period", buyer.month}});
    for (const auto column : kBuyerColumns) row.push_back(param_of(column, of));
    row.push_back({"buyer", db::Bytes{std::string(buyer_of(of))}});
    row.push_back({"first_sequence", buyer.first_sequence});
  }
  script.add_rows(q::insert_volume_buyer, rows);
}

}  // namespace shanhai::measurement
