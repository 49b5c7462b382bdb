#include "services/measurement/exports/lines_table.hpp"

#include <array>
#include <set>

namespace shanhai::measurement {
namespace {

using sheets::Cell;
using wording::Language;

struct Column {
  const char *zh, *en;
  int width;
};
constexpr std::array kColumns{Column{"序号", "no.", 8},
                              Column{"计入日期", "counts under", 12},
                              Column{"发生时间（北京时间）", "occurred at (China)", 20},
                              Column{"类型", "kind", 10},
                              Column{"金额（元）", "amount (yuan)", 16},
                              Column{"数量", "quantity", 8},
                              Column{"销售日期", "sold on", 12},
                              Column{"采购主体类型", "kind of buyer", 14},
                              Column{"采购单位", "buyer", 30},
                              Column{"采购地区", "buyer's division", 18},
                              Column{"收货地区", "delivered to", 18},
                              Column{"结对关系", "pairing", 28},
                              Column{"供应商", "supplier", 34},
                              Column{"产品", "product", 30},
                              Column{"品类", "category", 12},
                              Column{"帮扶产品认定", "certified", 14},
                              Column{"产地县", "county of production", 14},
                              Column{"原料产地县", "county of raw materials", 14},
                              Column{"供应商注册县", "county of registration", 14},
                              Column{"渠道", "channel", 10},
                              Column{"冻结期间调整", "adjusts the frozen period", 14},
                              Column{"订单编号", "order", 34},
                              Column{"明细编号", "line", 34}};

std::string kind_text(const std::string& kind, Language language) {
  if (language == Language::en) return kind;
  if (kind == "sale") return "销售";
  if (kind == "refund") return "退款";
  if (kind == "cancellation") return "取消";
  if (kind == "reversal") return "冲销";
  return "先期退款";
}

std::string china_time(Instant instant) {
  const auto text = to_sql_datetime(instant + std::chrono::hours(8));
  return text.substr(0, 19);
}

}  // namespace

sheets::TableHead head_of_lines(const PurchaseFilter& query, std::string_view as_of, const ReportHeading& heading) {
  const bool zh = heading.language == Language::zh;
  sheets::TableHead out;
  out.title = !heading.title.empty() ? heading.title : zh ? "采购明细表" : "Lines of purchases";
  out.lines = lines_above(query, query.refund_view.value_or(RefundView::posting), as_of, heading);
  for (const auto& column : kColumns) {
    out.columns.emplace_back(zh ? column.zh : column.en);
    out.widths.push_back(column.width);
  }
  out.created = heading.made_at;
  return out;
}

std::vector<Cell> row_of(const PurchaseLine& line, std::int64_t number, Language language,
                         const wording::Names& names) {
  const auto told = [&](std::string_view dimension, const std::string& key) -> Cell {
    return wording::value(dimension, key, language, names);
  };
  const auto buyer = line.buyer_organisation ? line.buyer_organisation->str() : std::string();
  const auto product = line.product ? line.product->str() : std::string();
  const auto supplier = line.supplier ? line.supplier->str() : std::string();
  const auto known = [&](std::string_view dimension, const std::optional<std::string>& key) -> Cell {
    return key ? told(dimension, *key) : Cell(std::string());
  };
  return {number,
          to_string(line.posted_on),
          line.occurred_at ? china_time(*line.occurred_at) : to_string(line.occurred_on),
          kind_text(line.kind, language),
          line.amount,
          line.quantity,
          to_string(line.sale_on),
          told("buyer_kind", line.buyer_kind),
          told("buyer_organisation", buyer),
          told("buyer_division", line.buyer_division),
          known("delivery_division", line.delivery_division),
          told("pairing", line.pairing),
          told("supplier", supplier),
          told("product", product),
          told("category", line.category),
          told("certified", line.certified ? "true" : "false"),
          told("origin_county", line.origin_county),
          known("raw_material_county", line.raw_material_county),
          known("registration_county", line.registration_county),
          told("channel", line.channel),
          line.frozen_for.value_or(""),
          line.order_id ? line.order_id->str() : "",
          line.line_id ? line.line_id->str() : ""};
}

std::vector<Cell> row_of(const UntoldLines& untold, Language language) {
  std::vector<Cell> out(kColumns.size(), Cell(std::string()));
  out[3] = std::to_string(untold.entries) +
           (language == Language::zh ? "条个人明细，不单列" : " lines of persons, not shown");
  out[4] = untold.amount;
  return out;
}

std::vector<std::string> ids_in(const std::vector<PurchaseLine>& lines) {
  std::set<std::string> out;
  for (const auto& line : lines) {
    if (line.supplier) out.insert(line.supplier->str());
    if (line.buyer_organisation) out.insert(line.buyer_organisation->str());
    if (line.product) out.insert(line.product->str());
  }
  return {out.begin(), out.end()};
}

}  // namespace shanhai::measurement
