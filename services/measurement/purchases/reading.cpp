#include "services/measurement/purchases/reading.hpp"

#include <algorithm>
#include <limits>

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::reading {
namespace {

constexpr std::int64_t kNoCut = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kEntries = "measurement_entry";
constexpr std::string_view kLines = "CASE kind WHEN 'sale' THEN 1 WHEN 'reversal' THEN -1 ELSE 0 END";

// What sales add, and those that never were take away.
std::string of_sales(const std::string& column) {
  return "CASE kind WHEN 'sale' THEN " + column + " WHEN 'reversal' THEN -" + column + " ELSE 0 END";
}

std::string name_of(Column column) { return boost::describe::enum_to_string(column, ""); }

std::string text_of(const db::Row& row, Column column) {
  const auto name = name_of(column);
  switch (column) {
    case Column::buyer_organisation: {
      const auto id = row.get<OrganisationId>(name);
      return id.is_nil() ? std::string() : id.str();
    }
    case Column::supplier:
      return row.get<OrganisationId>(name).str();
    case Column::product: {
      const auto id = row.get<ProductId>(name);
      return id.is_nil() ? std::string() : id.str();
    }
    case Column::certified:
      return row.get<bool>(name) ? "true" : "false";
    default:
      return row.get<std::string>(name);
  }
}

Row read_keys(const db::Row& row, const Shape& shape) {
  Row out;
  for (const auto column : shape.columns) out.columns[column] = text_of(row, column);
  if (shape.day) out.day = row.get<Date>("day");
  if (shape.attributed) out.attributed = row.get<Date>("attributed");
  return out;
}

Row read_row(const db::Row& row, const Shape& shape) {
  auto out = read_keys(row, shape);
  out.sums.gross = row.get<Money>("gross_fen");
  out.sums.refunded = row.get<Money>("refunded_fen");
  out.sums.lines = row.get<std::int64_t>("line_count");
  out.sums.refunds = row.get<std::int64_t>("refund_count");
  out.sums.quantity = row.get<std::int64_t>("quantity");
  return out;
}

// A statement in the making.
class Text {
 public:
  explicit Text(std::string_view verb) : text_(verb) {}

  void key(std::string_view expression, std::string_view name) {
    text_ += text_.back() == ' ' ? "" : ", ";
    text_.append(expression).append(" AS ").append(name);
    group_ += group_.empty() ? " GROUP BY " : ", ";
    group_ += std::to_string(++keys_);
  }
  void keys(const Shape& shape, std::string_view day, std::string_view attributed) {
    for (const auto column : shape.columns) key(name_of(column), name_of(column));
    if (shape.day) key(day, "day");
    if (shape.attributed) key(attributed, "attributed");
  }
  void sums(std::string_view gross, std::string_view refunded, std::string_view lines, std::string_view refunds,
            std::string_view quantity) {
    text_ += text_.back() == ' ' ? "" : ", ";
    text_.append("COALESCE(SUM(").append(gross).append("), 0) AS gross_fen, COALESCE(SUM(").append(refunded);
    text_.append("), 0) AS refunded_fen, COALESCE(SUM(").append(lines).append("), 0) AS line_count, COALESCE(SUM(");
    text_.append(refunds).append("), 0) AS refund_count, COALESCE(SUM(").append(quantity).append("), 0) AS quantity");
  }
  void from(std::string_view table) { text_.append(" FROM ").append(table).append(" WHERE measure = :measure"); }
  void where(std::string_view condition) { text_.append(" AND ").append(condition); }
  std::string& text() { return text_; }
  std::string grouped() { return text_ + group_; }

 private:
  std::string text_, group_;
  int keys_ = 0;
};

void append_divisions(std::string& text, db::Params& params, const DivisionSet& set, std::string_view column,
                      std::string_view parameter) {
  if (set.everything) return;
  text.append(" AND ").append(column).append(" IN (:").append(parameter).append("*)");
  params.push_back({parameter, db::Value::list_of(set.codes)});
}

template <class T>
void append_equal(std::string& text, db::Params& params, const std::optional<T>& value, std::string_view column) {
  if (!value) return;
  text.append(" AND ").append(column).append(" = :").append(column);
  params.push_back({column, *value});
}

std::string_view day_column(const Question& question) {
  return question.view == RefundView::sale ? "sale_posted_on" : "posted_on";
}

void append_months(Text& text, db::Params& params, const std::vector<Date>& months) {
  if (months.empty()) return;
  text.where("attributed_on - INTERVAL (DAYOFMONTH(attributed_on) - 1) DAY IN (:months*)");
  params.push_back({"months", db::Value::list_of(months)});
}

void append_entries(Text& text, db::Params& params, const State& state, const std::vector<Date>& months,
                    const Question& question) {
  text.from(kEntries);
  params.push_back({"measure", question.measure});
  text.where(day_column(question));
  text.text() += " BETWEEN :from AND :to";
  params.push_back({"from", question.period.from});
  params.push_back({"to", question.period.to});
  append_filter(text.text(), params, question.filter);
  append_months(text, params, months);
  text.where(cut_of(state, params));
}

std::vector<Row> read_rows(const db::Rows& rows, const Shape& shape) {
  std::vector<Row> out;
  for (const auto row : rows) {
    auto read = read_row(row, shape);
    const auto& sums = read.sums;
    const bool nothing = sums.lines == 0 && sums.refunds == 0 && sums.gross == Money() && sums.refunded == Money();
    if (!nothing) out.push_back(std::move(read));
  }
  return out;
}

}  // namespace

bool Shape::has(Column column) const { return std::find(columns.begin(), columns.end(), column) != columns.end(); }

std::string cut_of(const State& state, db::Params& params) {
  std::string out;
  for (const auto& [origin, cut] : state.cuts) {
    const bool orders = origin == Origin::orders;
    out += out.empty() ? "(" : " OR ";
    out += orders ? "(origin = 'orders' AND sequence <= :orders_cut)"
                  : "(origin = 'registrations' AND sequence <= :registrations_cut)";
    params.push_back({orders ? "orders_cut" : "registrations_cut", cut});
  }
  return out + ")";
}

Error too_many_groups() {
  return Error::invalid_field(
      "query/group_by", "narrow_the_question",
      "more than " + std::to_string(kGroupsMax) + " sums: ask for a shorter period, or leave a dimension out");
}

Result<std::vector<Row>> sum_entries(db::Tx& tx, const State& state, const std::vector<Date>& months,
                                     const Question& question, const Shape& shape) {
  Text text("SELECT ");
  db::Params params;
  text.keys(shape, day_column(question), "attributed_on");
  const bool by_sale = question.view == RefundView::sale;
  text.sums(of_sales("amount_fen"), "IF(kind IN ('sale', 'reversal'), 0, amount_fen)", kLines,
            by_sale ? "0" : "IF(kind IN ('sale', 'reversal'), 0, 1)", of_sales("quantity"));
  append_entries(text, params, state, months, question);
  params.push_back({"limit", kGroupsMax + 1});
  const auto rows = tx.query(db::Query{"measurement.sum_entries", text.grouped() + " LIMIT :limit"}, params);
  if (rows.size() > kGroupsMax) return too_many_groups();
  return read_rows(rows, shape);
}

bool sums_more_entries(db::Tx& tx, const State& state, const std::vector<Date>& months, const Question& question,
                       std::int64_t most) {
  Text some("SELECT "), text("SELECT ");
  db::Params params;
  some.text() += "line_id";
  append_entries(some, params, state, months, question);
  text.text().append("COUNT(*) AS entries FROM (").append(some.text()).append(" LIMIT :limit) AS some");
  params.push_back({"limit", most + 1});
  const auto rows = tx.query(db::Query{"measurement.count_summed_entries", text.text()}, params);
  return rows.front().get<std::int64_t>("entries") > most;
}

// What came later must not make an answer of an earlier state one that is refused.
bool has_more_entries(db::Tx& tx, const Question& question, std::int64_t most) {
  const auto& query =
      question.view == RefundView::sale ? sql::measurement::count_entries_by_sale_day : sql::measurement::count_entries;
  const auto rows =
      tx.query(query, {{"measure", question.measure},
                       {"from", question.period.from},
                       {"to", question.period.to},
                       {"orders_cut", question.as_of ? question.as_of->orders.sequence : kNoCut},
                       {"registrations_cut", question.as_of ? question.as_of->registrations.sequence : kNoCut},
                       {"limit", most + 1}});
  return rows.front().get<std::int64_t>("entries") > most;
}

std::map<std::vector<std::string>, std::int64_t> count_distinct(db::Tx& tx, const Distinct& what,
                                                                const Question& question) {
  Text members("SELECT ");
  auto params = what.params;
  std::vector<std::string> names;
  for (const auto& key : what.keys) {
    names.push_back("key" + std::to_string(names.size()));
    members.key(key, names.back());
  }
  members.key(what.member, "member");
  members.from(what.table);
  params.push_back({"measure", question.measure});
  append_filter(members.text(), params, question.filter);
  members.where(what.condition);
  Text text("SELECT ");
  for (const auto& name : names) text.key(name, name);
  text.text().append(names.empty() ? "" : ", ").append("COUNT(member) AS members FROM (").append(members.grouped());
  text.text().append(" HAVING SUM(").append(kLines).append(") > 0) AS sold");
  std::map<std::vector<std::string>, std::int64_t> out;
  for (const auto row : tx.query(db::Query{"measurement.count_distinct", text.grouped()}, params)) {
    std::vector<std::string> keys;
    for (const auto& name : names) keys.push_back(row.get<std::string>(name));
    out[std::move(keys)] = row.get<std::int64_t>("members");
  }
  return out;
}

std::vector<Column> columns_of(const Filter& f) {
  std::vector<Column> out;
  const auto add = [&](bool used, Column column) {
    if (used) out.push_back(column);
  };
  add(!f.buyers.everything, Column::buyer_division);
  add(!f.deliveries.everything, Column::delivery_division);
  add(!f.origins.everything, Column::production_county);
  add(!f.raw_materials.everything, Column::raw_material_county);
  add(!f.registrations.everything, Column::registration_county);
  add(f.units.has_value(), Column::buyer_organisation);
  add(f.buyer_kind.has_value(), Column::buyer_kind);
  add(f.category.has_value(), Column::category);
  add(f.certified.has_value(), Column::certified);
  add(f.channel.has_value(), Column::channel);
  add(f.supplier.has_value(), Column::supplier);
  add(f.product.has_value(), Column::product);
  return out;
}

void append_filter(std::string& text, db::Params& params, const Filter& f) {
  append_divisions(text, params, f.buyers, "buyer_division", "buyers");
  append_divisions(text, params, f.deliveries, "delivery_division", "deliveries");
  append_divisions(text, params, f.origins, "production_county", "origins");
  append_divisions(text, params, f.raw_materials, "raw_material_county", "raw_materials");
  append_divisions(text, params, f.registrations, "registration_county", "registrations");
  if (f.units) {
    text += " AND buyer_organisation IN (:units*)";
    // Nobody is asked for: no organisation has this id.
    static const std::vector<OrganisationId> kNobody{OrganisationId(IdBytes{0xff})};
    params.push_back({"units", db::Value::list_of(f.units->empty() ? kNobody : *f.units)});
  }
  append_equal(text, params, f.buyer_kind, "buyer_kind");
  append_equal(text, params, f.category, "category");
  append_equal(text, params, f.certified, "certified");
  append_equal(text, params, f.channel, "channel");
  append_equal(text, params, f.supplier, "supplier");
  append_equal(text, params, f.product, "product");
}

}  // namespace shanhai::measurement::reading
