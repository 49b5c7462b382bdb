#include "services/measurement/purchases/distinct.hpp"

#include <algorithm>

#include "services/measurement/purchases/reading.hpp"

namespace shanhai::measurement {
namespace {

constexpr std::string_view kBuyer = "IF(buyer_kind = 'consumer', buyer_account, buyer_organisation)";
constexpr std::string_view kShippedLines =
    "measurement_entry JOIN (SELECT s.line_id AS shipped_line, s.shipped_on, s.sequence AS shipped_sequence, "
    "h.household, "
    "h.sequence AS named_sequence FROM lot_shipment s JOIN lot_household h ON h.lot_id = s.lot_id) shipped ON "
    "shipped_line = line_id";

// Columns of volume_buyer.
constexpr Column kBuyerColumns[] = {Column::buyer_division, Column::production_county, Column::buyer_kind,
                                    Column::category,       Column::certified,         Column::channel};

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

// Whether a table by month with these columns tells what is asked.
template <class Has>
bool tells(const Question& question, Has has) {
  if (!covers(Tier::month, question.period.from, question.period.to)) return false;
  const auto filtered = reading::columns_of(question.filter);
  if (!std::all_of(filtered.begin(), filtered.end(), has)) return false;
  return std::all_of(question.by.begin(), question.by.end(), [&](Dimension dimension) {
    const auto column = column_of(dimension);
    return column ? has(*column) : dimension != Dimension::day;
  });
}

db::Params months_of(const Question& question) {
  return {{"periods", db::Value::list_of(periods_between(Tier::month, question.period.from, question.period.to))}};
}

reading::Distinct from_buyers(const Question& question) {
  reading::Distinct out{"volume_buyer", "buyer", expressions_of(question, "period"), "period IN (:periods*)",
                        months_of(question)};
  if (!question.as_of) return out;
  out.condition =
      "period IN (:periods*) AND ((channel = 'online' AND first_sequence <= :orders_cut) OR (channel = 'offline' AND "
      "first_sequence <= :registrations_cut))";
  out.params.push_back({"orders_cut", question.as_of->orders.sequence});
  out.params.push_back({"registrations_cut", question.as_of->registrations.sequence});
  return out;
}

reading::Distinct from_supply(const Question& question, std::string_view member) {
  return {"volume_by_supply", member, expressions_of(question, "period"),
          "tier = 'month' AND period IN (:periods*) AND line_count > 0", months_of(question)};
}

reading::Distinct from_entries(const Question& question, std::string_view member) {
  reading::Distinct out{"measurement_entry",
                        member,
                        expressions_of(question, "posted_on"),
                        "posted_on BETWEEN :from AND :to AND kind = 'sale'",
                        {{"from", question.period.from}, {"to", question.period.to}}};
  if (!question.as_of) return out;
  out.condition =
      "posted_on BETWEEN :from AND :to AND kind = 'sale' AND ((origin = 'orders' AND sequence <= :orders_cut) OR "
      "(origin = 'registrations' AND sequence <= :registrations_cut))";
  out.params.push_back({"orders_cut", question.as_of->orders.sequence});
  out.params.push_back({"registrations_cut", question.as_of->registrations.sequence});
  return out;
}

reading::Distinct from_shipments(const Question& question) {
  reading::Distinct out{kShippedLines,
                        "household",
                        expressions_of(question, "shipped_on"),
                        "shipped_on BETWEEN :from AND :to AND kind = 'sale'",
                        {{"from", question.period.from}, {"to", question.period.to}}};
  if (!question.as_of) return out;
  // Only what orders sell is shipped here.
  out.condition =
      "shipped_on BETWEEN :from AND :to AND kind = 'sale' AND origin = 'orders' AND sequence <= :orders_cut AND "
      "shipped_sequence <= :orders_cut AND named_sequence <= :households_cut";
  out.params.push_back({"orders_cut", question.as_of->orders.sequence});
  out.params.push_back({"households_cut", question.as_of->households.sequence});
  return out;
}

Result<reading::Distinct> source_of(db::Tx& tx, const Policy& policy, const Question& question, DistinctOf what) {
  if (what == DistinctOf::households) return from_shipments(question);
  const auto buyer_has = [](Column column) {
    return std::find(std::begin(kBuyerColumns), std::end(kBuyerColumns), column) != std::end(kBuyerColumns);
  };
  const auto supply_has = [](Column column) { return cubes().back().has(column); };
  if (what == DistinctOf::buyers && tells(question, buyer_has)) return from_buyers(question);
  const std::string_view member = what == DistinctOf::suppliers ? "supplier"
                                  : what == DistinctOf::products
                                      ? "NULLIF(product, x'00000000000000000000000000000000')"
                                      : kBuyer;
  if (what != DistinctOf::buyers && !question.as_of && tells(question, supply_has))
    return from_supply(question, member);
  auto by_posting = question;
  by_posting.view = RefundView::posting;
  if (reading::has_more_entries(tx, by_posting, policy.most_entries))
    return bad("narrow_the_question", "counted line by line: ask for a shorter period, or leave a dimension out");
  return from_entries(question, member);
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
  SH_TRY(const auto source, source_of(tx, policy, question, what));
  std::map<std::vector<std::string>, std::int64_t> out;
  for (const auto& [keys, count] : reading::count_distinct(tx, source, question)) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < keys.size(); ++i) names.push_back(name_of_key(question.by[i], keys[i]));
    out[std::move(names)] = count;
  }
  return out;
}

}  // namespace shanhai::measurement
