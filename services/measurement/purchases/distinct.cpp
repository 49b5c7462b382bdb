#include "services/measurement/purchases/distinct.hpp"

#include <algorithm>
#include <unordered_map>

#include "common/base/divisions.hpp"
#include "services/measurement/purchases/reading.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::string_view kBuyer = "IF(buyer_kind = 'consumer', buyer_account, buyer_organisation)";
constexpr std::string_view kShippedLines =
    "measurement_entry JOIN (SELECT s.line_id AS shipped_line, s.shipped_on, s.sequence AS shipped_sequence, "
    "h.household, "
    "h.sequence AS named_sequence FROM lot_shipment s JOIN lot_household h ON h.lot_id = s.lot_id) shipped ON "
    "shipped_line = line_id";

Error bad(std::string code, std::string detail) {
  return Error::invalid_field("query/distinct", std::move(code), std::move(detail));
}

std::string hex_id(std::string_view column) { return "HEX(" + std::string(column) + ")"; }

// What a dimension is in SQL; `day`: the column of time. Ids come in hexadecimal.
std::string expression_of(Dimension dimension, const std::string& day) {
  switch (dimension) {
    case Dimension::buyer_prefecture:
      return "IF(buyer_division LIKE '__0000', '', CONCAT(LEFT(buyer_division, 4), '00'))";
    case Dimension::origin_county:
      return "production_county";
    case Dimension::buyer_organisation:
    case Dimension::unit:
      return hex_id("buyer_organisation");
    case Dimension::supplier:
      return hex_id("supplier");
    case Dimension::product:
      return hex_id("product");
    case Dimension::certified:
      return "IF(certified = 1, 'true', 'false')";
    case Dimension::day:
      return "DATE_FORMAT(" + day + ", '%Y-%m-%d')";
    case Dimension::month:
      return "DATE_FORMAT(" + day + ", '%Y-%m')";
    case Dimension::quarter:
      return "CONCAT(YEAR(" + day + "), 'Q', QUARTER(" + day + "))";
    case Dimension::year:
      return "CAST(YEAR(" + day + ") AS CHAR)";
    default:
      return boost::describe::enum_to_string(dimension, "");
  }
}

std::vector<std::string> expressions_of(const Question& question, const std::string& day) {
  std::vector<std::string> out;
  for (const auto dimension : question.by) out.push_back(expression_of(dimension, day));
  return out;
}

template <class IdType>
std::string text_of_hex(const std::string& hex) {
  IdBytes bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  const IdType id(bytes);
  return id.is_nil() ? std::string() : id.str();
}

std::string name_of_key(Dimension dimension, const std::string& key) {
  if (dimension == Dimension::product) return text_of_hex<ProductId>(key);
  const bool organisation =
      dimension == Dimension::supplier || dimension == Dimension::buyer_organisation || dimension == Dimension::unit;
  return organisation ? text_of_hex<OrganisationId>(key) : key;
}

std::optional<Column> column_of(Dimension dimension) {
  const std::string name = boost::describe::enum_to_string(dimension, "");
  if (dimension == Dimension::buyer_prefecture) return Column::buyer_division;
  if (dimension == Dimension::origin_county) return Column::production_county;
  if (dimension == Dimension::unit) return Column::buyer_organisation;
  Column out{};
  if (!boost::describe::enum_from_string(name.c_str(), out)) return std::nullopt;
  return out;
}

// The cube of months that has what is asked and the member, if any.
const Cube* cube_for(const Question& question, Column member) {
  if (!covers(Tier::month, question.period.from, question.period.to)) return nullptr;
  const auto filtered = reading::columns_of(question.filter);
  for (const auto& cube : cubes()) {
    const auto has = [&](Column column) { return cube.has(column); };
    const bool tells = std::all_of(question.by.begin(), question.by.end(), [&](Dimension dimension) {
      const auto column = column_of(dimension);
      return column ? has(*column) : dimension != Dimension::day;
    });
    const bool of_all = !cube.organisations_only && cube.has(Tier::month) && has(member);
    if (of_all && tells && std::all_of(filtered.begin(), filtered.end(), has)) return &cube;
  }
  return nullptr;
}

std::string key_of(const reading::Row& row, Dimension dimension) {
  if (is_time(dimension)) return name_of_day(row.day, dimension);
  const auto& text = row.columns.at(*column_of(dimension));
  return dimension == Dimension::buyer_prefecture ? std::string(prefecture_of(text)) : text;
}

using Counts = std::map<std::vector<std::string>, std::int64_t>;

constexpr int kPassesMax = 256;  // a member's last byte tells its pass: it is random in every id

// What is counted in one pass.
struct Pass {
  int number = 0, of = 1;
  bool has(std::string_view member) const {
    return static_cast<unsigned char>(member.back()) % static_cast<unsigned>(of) == static_cast<unsigned>(number);
  }
};

// Adds whose sales in the period are more than those that were taken back as never made. False: more members than are
// held at once.
bool add_pass(db::Tx& tx, const Policy& policy, const Cube& cube, const Question& question, Column member,
              const Pass& pass, Counts& out) {
  reading::Shape shape;
  for (const auto dimension : question.by) {
    const auto column = column_of(dimension);
    if (column && !shape.has(*column)) shape.columns.push_back(*column);
  }
  shape.day = std::any_of(question.by.begin(), question.by.end(), is_time);
  // The member's bytes, before those of time.
  reading::Shape whole = shape;
  whole.columns.push_back(member);
  const std::size_t time = shape.day ? 2 : 0, width = Layout::width_of(member);
  std::map<std::vector<std::string>, std::unordered_map<std::string, std::int64_t>> lines;
  std::unordered_map<std::string, std::unordered_map<std::string, std::int64_t>*> known;
  std::size_t held = 0;
  std::string place;
  const auto take = [&](std::string_view key, const CellSums& sums) {
    const auto before = key.size() - time - width;
    place.assign(key.substr(0, before)).append(key.substr(before + width));
    auto& members = known[place];
    if (!members) {
      const auto row = reading::read_key(place, shape);
      std::vector<std::string> keys;
      for (const auto dimension : question.by) keys.push_back(key_of(row, dimension));
      members = &lines[std::move(keys)];
    }
    const auto one = key.substr(before, width);
    if (sums.lines == 0 || held > policy.members_at_once || !pass.has(one)) return;
    const auto [found, is_new] = members->try_emplace(std::string(one), 0);
    found->second += sums.lines;
    held += is_new ? 1 : 0;
  };
  reading::scan(tx, reading::state_of(tx, policy, question.as_of), {&cube, Tier::month}, question, question.filter,
                whole, take);
  for (const auto& [keys, members] : lines) {
    for (const auto& [member, sold] : members) {
      if (sold <= 0) continue;
      const bool is_nobody = member.find_first_not_of('\0') == std::string::npos;  // freight is no product
      out[keys] += is_nobody ? 0 : 1;
    }
  }
  return held <= policy.members_at_once;
}

// Exact, in memory that does not grow with the number of members: time does.
Result<Counts> count_in_cube(db::Tx& tx, const Policy& policy, const Cube& cube, const Question& question,
                             Column member) {
  for (int passes = 1; passes <= kPassesMax; passes *= 4) {
    Counts out;
    bool fits = true;
    for (int i = 0; i < passes && fits; ++i) fits = add_pass(tx, policy, cube, question, member, {i, passes}, out);
    if (!fits) continue;
    if (question.by.empty()) out.try_emplace({});
    return out;
  }
  return bad("narrow_the_question", "more members than can be counted: ask for a shorter period, or fewer dimensions");
}

reading::Distinct from_entries(db::Tx& tx, const Policy& policy, const Question& question, std::string_view member) {
  reading::Distinct out{"measurement_entry",
                        member,
                        expressions_of(question, "posted_on"),
                        "posted_on BETWEEN :from AND :to AND kind IN ('sale', 'reversal') AND ",
                        {{"from", question.period.from}, {"to", question.period.to}}};
  out.condition += reading::cut_of(reading::state_of(tx, policy, question.as_of), out.params);
  return out;
}

reading::Distinct from_shipments(db::Tx& tx, const Policy& policy, const Question& question) {
  reading::Distinct out{kShippedLines,
                        "household",
                        expressions_of(question, "shipped_on"),
                        "shipped_on BETWEEN :from AND :to AND kind = 'sale' AND ",
                        {{"from", question.period.from}, {"to", question.period.to}}};
  out.condition += reading::cut_of(reading::state_of(tx, policy, question.as_of), out.params);
  if (!question.as_of) return out;
  out.condition += " AND shipped_sequence <= :orders_cut AND named_sequence <= :households_cut";
  out.params.push_back({"households_cut", question.as_of->households.sequence});
  return out;
}

std::optional<Column> member_column(DistinctOf what) {
  switch (what) {
    case DistinctOf::buyers:
      return Column::buyer;
    case DistinctOf::suppliers:
      return Column::supplier;
    case DistinctOf::products:
      return Column::product;
    case DistinctOf::households:
      break;
  }
  return std::nullopt;
}

std::string_view member_of(DistinctOf what) {
  switch (what) {
    case DistinctOf::suppliers:
      return "supplier";
    case DistinctOf::products:
      return "NULLIF(product, x'00000000000000000000000000000000')";
    default:
      return kBuyer;
  }
}

Result<Counts> count_in_rows(db::Tx& tx, const Policy& policy, const Question& question, DistinctOf what) {
  if (what != DistinctOf::households) {
    auto by_posting = question;
    by_posting.view = RefundView::posting;
    if (reading::has_more_entries(tx, by_posting, policy.most_entries))
      return bad("narrow_the_question", "counted line by line: ask for a shorter period, or leave a dimension out");
  }
  const auto source = what == DistinctOf::households ? from_shipments(tx, policy, question)
                                                     : from_entries(tx, policy, question, member_of(what));
  Counts out;
  for (const auto& [keys, count] : reading::count_distinct(tx, source, question)) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < keys.size(); ++i) names.push_back(name_of_key(question.by[i], keys[i]));
    out[std::move(names)] = count;
  }
  return out;
}

}  // namespace

Result<std::vector<DistinctOf>> parse_distinct(std::string_view text) {
  std::vector<DistinctOf> out;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string name(text.substr(0, comma));
    text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
    DistinctOf what{};
    if (!boost::describe::enum_from_string(name.c_str(), what))
      return bad("unknown_value", "buyers, suppliers, products, households");
    if (std::find(out.begin(), out.end(), what) != out.end()) return bad("repeated", "named twice: " + name);
    out.push_back(what);
  }
  return out;
}

Result<std::map<std::vector<std::string>, std::int64_t>> count_distinct(db::Tx& tx, const Policy& policy,
                                                                        const Question& question, DistinctOf what) {
  const bool pairings = question.filter.pairing.has_value() ||
                        std::find(question.by.begin(), question.by.end(), Dimension::pairing) != question.by.end();
  if (pairings) return bad("not_by_pairing", "distinct counts cannot be told apart by pairing");
  const auto member = member_column(what);
  const auto* cube = member ? cube_for(question, *member) : nullptr;
  if (!cube) return count_in_rows(tx, policy, question, what);
  auto by_posting = question;  // sales are told alike in both views
  by_posting.view = RefundView::posting;
  return count_in_cube(tx, policy, *cube, by_posting, *member);
}

}  // namespace shanhai::measurement
