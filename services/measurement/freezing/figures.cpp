#include "services/measurement/freezing/figures.hpp"

#include <array>

namespace shanhai::measurement {
namespace {

constexpr std::string_view kHead = "shanhai purchase volume, version 1\n";

// One for each cube.
constexpr std::array<std::string_view, 4> kGroupings{
    "month,buyer_division,origin_county,buyer_kind,category,certified,channel",
    "month,buyer_organisation,buyer_division,origin_county,buyer_kind,category,certified,channel",
    "month,buyer_division,delivery_division,origin_county,buyer_kind,category,certified,channel",
    "month,origin_county,supplier,product,buyer_division,raw_material_county,registration_county,buyer_kind,category,"
    "certified,channel"};

template <class E>
std::string name_of(E value) {
  return boost::describe::enum_to_string(value, "");
}

}  // namespace

void append_canonical(std::string& out, const SumRow& row) {
  for (const auto& key : row.keys) out += key + "\t";
  out += std::to_string(row.gross.fen()) + "\t" + std::to_string(row.refunded.fen()) + "\t" +
         std::to_string(row.lines) + "\t" + std::to_string(row.refunds) + "\t" + std::to_string(row.quantity) + "\n";
}

Result<CanonicalFigures> canonical_figures(db::Tx& tx, const Policy& policy, std::string_view period,
                                           const AsOf& as_of) {
  CanonicalFigures out;
  SH_TRY(const auto days, parse_period(period));
  out.text = std::string(kHead) + "period " + std::string(period) + "\nas_of " + as_of.str() + "\n";
  for (const auto measure :
       {orders::Measure::ordered, orders::Measure::paid, orders::Measure::accepted, orders::Measure::completed}) {
    for (const auto grouping : kGroupings) {
      for (const auto view : {RefundView::posting, RefundView::sale}) {
        out.text += "[measure=" + name_of(measure) + "&group_by=" + std::string(grouping) +
                    "&refund_view=" + name_of(view) + "]\n";
        Question question;
        question.measure = measure;
        question.period = days;
        SH_TRY(question.by, parse_group_by(grouping));
        question.view = view;
        question.as_of = as_of;
        SH_TRY(const auto rows, sum(tx, policy, question));
        for (const auto& row : rows) append_canonical(out.text, row);
        out.rows += static_cast<std::int64_t>(rows.size());
      }
    }
  }
  return out;
}

}  // namespace shanhai::measurement
