#include "services/measurement/purchases/lines.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "services/measurement/pairings/store.hpp"
#include "services/measurement/purchases/reading.hpp"
#include "services/measurement/units/tree.hpp"

namespace shanhai::measurement::purchases {
namespace {

constexpr std::size_t kReadAtLeast = 201;

struct Line {
  PurchaseLine view;
  LinePosition position;
  Date attributed_on{};
};

std::string print_cursor(const LinePosition& at) {
  return to_base64url(to_string(at.day) + char('0' + static_cast<int>(at.kind)) + std::string(at.line.raw()) +
                      std::string(at.source.raw()));
}

PurchaseLine read_view(const db::Row& row) {
  PurchaseLine out;
  out.order_id = row.get<OrderId>("order_id");
  out.line_id = row.get<OrderLineId>("line_id");
  out.kind = row.get<std::string>("kind");
  out.occurred_at = row.get<Instant>("occurred_at");
  out.posted_on = row.get<Date>("posted_on");
  out.sale_on = row.get<Date>("sale_on");
  out.frozen_for = row.find<std::string>("frozen_for");
  const auto amount = row.get<Money>("amount_fen");
  out.amount = out.kind == "sale" ? amount : -amount;
  out.quantity = row.get<std::int64_t>("quantity");
  out.buyer_kind = row.get<std::string>("buyer_kind");
  out.buyer_division = row.get<std::string>("buyer_division");
  out.delivery_division = row.get<std::string>("delivery_division");
  const auto organisation = row.get<OrganisationId>("buyer_organisation");
  if (!organisation.is_nil()) out.buyer_organisation = organisation;
  out.supplier = row.get<OrganisationId>("supplier");
  const auto product = row.get<ProductId>("product");
  if (!product.is_nil()) out.product = product;
  out.category = row.get<std::string>("category");
  out.certified = row.get<bool>("certified");
  out.origin_county = row.get<std::string>("production_county");
  out.raw_material_county = row.get<std::string>("raw_material_county");
  out.registration_county = row.get<std::string>("registration_county");
  out.channel = row.get<std::string>("channel");
  return out;
}

// A kind's place in the table's ENUM, which orders it.
std::int64_t place_of(EntryKind kind) { return static_cast<std::int64_t>(kind) + 1; }

std::vector<Line> list_lines(db::Tx& tx, const Question& question, const LinePosition& after, std::size_t limit) {
  const std::string day = question.view == RefundView::sale ? "sale_posted_on" : "posted_on";
  std::string text =
      "SELECT line_id, kind, source, order_id, occurred_at, posted_on, sale_posted_on, sale_on, attributed_on, "
      "frozen_for, amount_fen, quantity, buyer_kind, buyer_organisation, buyer_division, delivery_division, supplier, "
      "product, category, certified, production_county, raw_material_county, registration_county, channel";
  text += " FROM measurement_entry WHERE measure = :measure AND " + day + " BETWEEN :from AND :to";
  // The first condition lets the key begin where the page does.
  text += " AND " + day + " >= :after_day AND (" + day +
          " > :after_day OR line_id > :after_line OR (line_id = :after_line AND (kind + 0 > :after_kind OR (kind + 0 = "
          ":after_kind AND source > :after_source))))";
  db::Params params{{"measure", question.measure},  {"from", question.period.from},
                    {"to", question.period.to},     {"after_day", after.day},
                    {"after_line", after.line},     {"after_kind", place_of(after.kind)},
                    {"after_source", after.source}, {"limit", limit}};
  reading::append_filter(text, params, question.filter);
  if (question.as_of) {
    text +=
        " AND ((origin = 'orders' AND sequence <= :orders_cut) OR (origin = 'registrations' AND sequence <= "
        ":registrations_cut))";
    params.push_back({"orders_cut", question.as_of->orders.sequence});
    params.push_back({"registrations_cut", question.as_of->registrations.sequence});
  }
  text += " ORDER BY measure, " + day + ", line_id, kind, source LIMIT :limit";
  std::vector<Line> out;
  for (const auto row : tx.query(db::Query{"measurement.list_entries", text}, params)) {
    Line line{read_view(row), {}, row.get<Date>("attributed_on")};
    line.position = {row.get<Date>(day), line.view.line_id, row.get<EntryKind>("kind"), row.get<RefundId>("source")};
    out.push_back(std::move(line));
  }
  return out;
}

// Units below another one, with the days on which they stood there.
class Standing {
 public:
  Standing(db::Tx& tx, const LinesQuery& query, Question& question) {
    if (!query.unit) return;
    asked_ = true;
    const Date known = china_date(question.as_of ? question.as_of->recorded_at : tx.now());
    question.filter.units.emplace();
    for (const auto& span : load_subtree(tx, *query.unit, known).below(*query.unit, question.period)) {
      if (!spans_.contains(span.unit)) question.filter.units->push_back(span.unit);
      spans_.emplace(span.unit, Period{span.from, span.to});
    }
  }

  bool holds(const Line& line) const {
    if (!asked_) return true;
    const auto [begin, end] = spans_.equal_range(line.view.buyer_organisation.value_or(OrganisationId()));
    for (auto span = begin; span != end; ++span) {
      if (span->second.from <= line.position.day && line.position.day <= span->second.to) return true;
    }
    return false;
  }

 private:
  bool asked_ = false;
  std::multimap<OrganisationId, Period> spans_;
};

PairingTable load_pairings(db::Tx& tx, const Policy& policy, const AsOf& as_of) {
  auto pairings = store::list_pairings(tx, as_of.pairings);
  if (policy.extend_pairings_to) extend_newest(pairings, *policy.extend_pairings_to);
  return PairingTable(std::move(pairings));
}

}  // namespace

Result<LinePosition> parse_cursor(const LinesQuery& query) {
  LinePosition out;
  out.day = Date(std::chrono::year(1970), std::chrono::month(1), std::chrono::day(1));
  if (!query.cursor) return out;
  const auto raw = from_base64url(query.cursor->str());
  const auto bad =
      Error::invalid_field("query/cursor", "invalid_cursor", "take it from next_cursor of the page before");
  if (!raw || raw->size() != 43) return bad;
  const auto day = parse_date(std::string_view(*raw).substr(0, 10));
  const int kind = (*raw)[10] - '0';
  if (day.has_error() || kind < 0 || kind > static_cast<int>(EntryKind::prior_refund)) return bad;
  out.day = *day;
  out.kind = static_cast<EntryKind>(kind);
  out.line = OrderLineId::from_raw(std::string_view(*raw).substr(11, 16));
  out.source = RefundId::from_raw(std::string_view(*raw).substr(27, 16));
  return out;
}

Result<PurchaseLines> read_page(db::Tx& tx, const Policy& policy, const LinesQuery& query, Question question,
                                LinePosition after, std::size_t most) {
  auto as_of = current_as_of(tx);
  if (query.as_of) {
    SH_TRY(as_of, read_as_of(tx, query.as_of->str()));
    question.as_of = as_of;
  }
  const Standing standing(tx, query, question);
  const auto pairings = load_pairings(tx, policy, as_of);
  const std::size_t asked = query.limit ? static_cast<std::size_t>(query.limit->value()) : 50;
  const std::size_t limit = most > 0 ? most : asked, read = std::max(kReadAtLeast, limit + 1);
  PurchaseLines page;
  page.as_of = as_of.str();
  for (;;) {
    const auto lines = list_lines(tx, question, after, read);
    for (const auto& line : lines) {
      auto view = line.view;
      view.pairing = pairings.name_of(view.buyer_division, view.origin_county, line.attributed_on);
      if ((question.filter.pairing && view.pairing != *question.filter.pairing) || !standing.holds(line)) continue;
      if (page.items.size() == limit) return page;  // its cursor was set when it became full
      page.items.push_back(std::move(view));
      page.next_cursor = print_cursor(line.position);
    }
    if (lines.size() < read) break;
    after = lines.back().position;
  }
  page.next_cursor.reset();
  return page;
}

}  // namespace shanhai::measurement::purchases
