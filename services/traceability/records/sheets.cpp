#include "services/traceability/records/sheets.hpp"

#include <algorithm>
#include <set>
#include <span>

#include "services/traceability/lot/view.hpp"

namespace shanhai::traceability {
namespace {

using sheets::Cell;

constexpr std::int64_t kChildrenRead = 100'000;  // of 200 lots; a sheet ends before

struct Words {
  const char *zh, *en;
};

constexpr Words kLotWords[] = {{"供应商", "supplier"},  {"批号", "lot number"}, {"商品条码", "GTIN"},
                               {"产品名称", "product"}, {"批次类型", "kind"},   {"批次编号", "lot id"}};

constexpr Words kLots[] = {{"生产地代码", "county code"},
                           {"生产地", "county"},
                           {"县外加工", "made elsewhere"},
                           {"生产日期", "made on"},
                           {"保质期至", "best before"},
                           {"数量", "quantity"},
                           {"单位", "unit"},
                           {"每件净含量（克）", "net weight in g"},
                           {"农户数", "households"},
                           {"不合格报告数", "failed tests"},
                           {"召回时间", "recalled at"},
                           {"登记时间", "recorded at"}};
constexpr Words kBalances[] = {{"单位", "unit"},
                               {"登记数量", "quantity"},
                               {"结余", "available"},
                               {"投入其他批次", "went into other lots"},
                               {"上架在途", "being put on sale"},
                               {"已上架", "put on sale"},
                               {"核减", "written off"},
                               {"其中更正", "of it corrected by"},
                               {"加工损耗（克）", "loss in g"},
                               {"损耗原因", "reason of the loss"},
                               {"加工工艺", "process"}};
constexpr Words kAdjustments[] = {
    {"序号", "number"},   {"调整类型", "adjustment"}, {"原因类别", "cause"}, {"交货序号", "delivery"},
    {"数量", "quantity"}, {"单位", "unit"},           {"说明", "reason"},    {"时间", "at"}};
constexpr Words kRefusals[] = {
    {"时间", "at"}, {"操作", "attempt"}, {"请求数量", "requested"}, {"可用数量", "available"}, {"单位", "unit"}};
constexpr Words kTests[] = {{"检验类型", "kind of test"},
                            {"检验机构", "laboratory"},
                            {"资质认定证书编号", "CMA number"},
                            {"报告编号", "report number"},
                            {"结论", "result"},
                            {"检验日期", "tested on"},
                            {"检验项目数", "items"},
                            {"报告文件SHA-256", "SHA-256 of the report"},
                            {"登记时间", "recorded at"}};
constexpr Words kCertificates[] = {{"合格证编号", "certificate"},
                                   {"数量", "quantity"},
                                   {"单位", "unit"},
                                   {"产地", "origin"},
                                   {"承诺主体类型", "holder"},
                                   {"生产者", "producer"},
                                   {"承诺依据", "basis"},
                                   {"开具日期", "issued on"},
                                   {"状态", "status"},
                                   {"原因", "reason"}};
constexpr Words kHerbRecords[] = {{"记录序号", "record"},    {"环节", "stage"},        {"日期", "on"},
                                  {"农户代号", "household"}, {"更正记录", "corrects"}, {"有效", "stands"},
                                  {"问题", "finding"},       {"内容", "content"},      {"登记时间", "recorded at"}};

std::span<const Words> words_of(SheetKind kind) {
  switch (kind) {
    case SheetKind::lots:
      return kLots;
    case SheetKind::balances:
      return kBalances;
    case SheetKind::adjustments:
      return kAdjustments;
    case SheetKind::refusals:
      return kRefusals;
    case SheetKind::tests:
      return kTests;
    case SheetKind::certificates:
      return kCertificates;
    case SheetKind::herb_records:
      return kHerbRecords;
  }
  return {};
}

Words title_of(SheetKind kind) {
  switch (kind) {
    case SheetKind::lots:
      return {"批次台账", "lots"};
    case SheetKind::balances:
      return {"物料平衡", "mass balance"};
    case SheetKind::adjustments:
      return {"更正与核减", "corrections and write-offs"};
    case SheetKind::refusals:
      return {"超量拒绝", "refused excess"};
    case SheetKind::tests:
      return {"检验报告", "tests"};
    case SheetKind::certificates:
      return {"承诺达标合格证", "commitment certificates"};
    case SheetKind::herb_records:
      return {"中药材生产记录", "herb records"};
  }
  return {"", ""};
}

Cell day(const std::optional<Date>& date) { return date ? to_string(*date) : std::string(); }
Cell moment(const std::optional<Instant>& at) { return at ? to_rfc3339(*at) : std::string(); }
Cell number(const std::optional<std::int64_t>& value) { return value ? Cell(*value) : Cell(std::string()); }

// "area_m2=600; code=A1"
std::string in_words(const json::Object& content) {
  std::string out;
  for (const auto& [name, value] : content) {
    const auto text = value.is_string() ? std::string(value.get_string()) : json::to_text(value);
    out += (out.empty() ? "" : "; ") + std::string(name) + "=" + text;
  }
  return out;
}

using Row = std::vector<Cell>;

Row lot_row(const store::LotRow& lot) {
  return {lot.county,
          place_name(lot.county),
          std::string(lot.outside_county ? "yes" : "no"),
          to_string(lot.made_on),
          day(lot.best_before),
          lot.quantity,
          name_of(lot.unit),
          number(lot.net_weight_g),
          lot.households,
          lot.failed_tests,
          moment(lot.recalled_at),
          to_rfc3339(lot.created_at)};
}

Row balance_row(const store::LotRow& lot, const std::vector<store::AdjustmentRow>& adjustments) {
  std::int64_t corrected = 0;
  for (const auto& row : adjustments) {
    if (row.lot == lot.id && row.kind == AdjustmentKind::correction) corrected += row.quantity;
  }
  return {name_of(lot.unit), lot.quantity, lot.available,      lot.consumed,    lot.reserved, lot.transferred,
          lot.written_off,   corrected,    number(lot.loss_g), lot.loss_reason, lot.process};
}

Row adjustment_row(const store::LotRow& lot, const store::AdjustmentRow& row) {
  return {row.number,   name_of(row.kind), name_of(row.cause), number(row.delivery),
          row.quantity, name_of(lot.unit), row.reason,         to_rfc3339(row.adjusted_at)};
}

Row refusal_row(const store::LotRow& lot, const store::RefusalRow& row) {
  // What did not suffice may have been counted in another unit than the lot: an output in grams of pieces and grams.
  return {to_rfc3339(row.attempted_at), row.attempt, row.requested, row.available, name_of(lot.unit)};
}

Row test_row(const TestView& test) {
  return {name_of(test.kind),
          test.laboratory,
          test.cma_number.value_or(""),
          test.report_number,
          name_of(test.result),
          to_string(test.tested_on),
          static_cast<std::int64_t>(test.items.size()),
          test.file_sha256,
          to_rfc3339(test.recorded_at)};
}

Row certificate_row(const store::LotRow& lot, const store::CertificateRow& row, CertificateStatus status) {
  std::string basis;
  for (const auto one : row.basis) basis += (basis.empty() ? "" : ",") + name_of(one);
  const bool named = row.holder == CertificateHolder::organisation;
  return {row.number,
          row.quantity,
          name_of(lot.unit),
          place_name(lot.county),
          name_of(row.holder),
          named ? row.producer : std::string(),
          basis,
          to_string(row.issued_on),
          name_of(status),
          row.reason};
}

Row herb_row(const store::HerbRow& row) {
  return {row.number,
          name_of(row.stage),
          to_string(row.happened_on),
          row.household ? row.household->str() : std::string(),
          number(row.corrects),
          std::string(row.standing ? "yes" : "no"),
          name_of(row.finding),
          in_words(row.content),
          to_rfc3339(row.recorded_at)};
}

template <class Child>
std::vector<Child> of_lot(const std::vector<Child>& all, LotId lot) {
  std::vector<Child> out;
  std::copy_if(all.begin(), all.end(), std::back_inserter(out), [&](const Child& row) { return row.lot == lot; });
  return out;
}

std::vector<Row> certificate_rows(const store::LotRow& lot, const std::vector<store::CertificateRow>& all) {
  std::vector<Row> out;
  const auto entries = of_lot(all, lot.id);
  for (std::size_t i = 0; i < entries.size(); ++i)
    out.push_back(certificate_row(lot, entries[i], store::status_of(entries, i, lot.recalled_at.has_value())));
  return out;
}

std::vector<Row> rows_of(SheetKind kind, const store::LotRow& lot, const SheetPage& page) {
  std::vector<Row> out;
  switch (kind) {
    case SheetKind::lots:
      return {lot_row(lot)};
    case SheetKind::balances:
      return {balance_row(lot, page.adjustments)};
    case SheetKind::certificates:
      return certificate_rows(lot, page.certificates);
    case SheetKind::adjustments:
      for (const auto& row : of_lot(page.adjustments, lot.id)) out.push_back(adjustment_row(lot, row));
      return out;
    case SheetKind::refusals:
      for (const auto& row : of_lot(page.refusals, lot.id)) out.push_back(refusal_row(lot, row));
      return out;
    case SheetKind::herb_records:
      for (const auto& row : of_lot(page.herbs, lot.id)) out.push_back(herb_row(row));
      return out;
    case SheetKind::tests:
      for (const auto& test : page.tests) {
        if (test.lot_id == lot.id) out.push_back(test_row(test));
      }
      return out;
  }
  return out;
}

}  // namespace

SheetPage read_sheet_page(db::Tx& tx, SheetKind kind, std::vector<store::LotRow> lots) {
  SheetPage out;
  std::vector<LotId> ids;
  std::set<OrganisationId> suppliers;
  for (const auto& lot : lots) {
    ids.push_back(lot.id);
    suppliers.insert(lot.supplier);
  }
  out.suppliers = store::list_supplier_names(tx, {suppliers.begin(), suppliers.end()});
  if (kind == SheetKind::adjustments || kind == SheetKind::balances)
    out.adjustments = store::list_adjustments(tx, ids, kChildrenRead);
  if (kind == SheetKind::refusals) out.refusals = store::list_balance_refusals(tx, ids, kChildrenRead);
  if (kind == SheetKind::tests) out.tests = store::list_tests(tx, ids);
  if (kind == SheetKind::certificates) out.certificates = store::list_certificate_entries(tx, ids);
  if (kind == SheetKind::herb_records) out.herbs = store::list_herb_records(tx, ids, kChildrenRead);
  out.lots = std::move(lots);
  return out;
}

sheets::Table empty_sheet(SheetKind kind, http::Language language) {
  const bool zh = language == http::Language::zh;
  sheets::Table out;
  const auto title = title_of(kind);
  out.title = zh ? title.zh : title.en;
  for (const auto& words : kLotWords) out.columns.emplace_back(zh ? words.zh : words.en);
  for (const auto& words : words_of(kind)) out.columns.emplace_back(zh ? words.zh : words.en);
  return out;
}

void append_rows(sheets::Table& table, SheetKind kind, const SheetPage& page) {
  for (const auto& lot : page.lots) {
    const auto supplier = std::find_if(page.suppliers.begin(), page.suppliers.end(),
                                       [&](const auto& one) { return one.first == lot.supplier; });
    const Row beginning{supplier == page.suppliers.end() ? lot.supplier.str() : supplier->second,
                        lot.lot_number,
                        lot.gtin.value_or(""),
                        lot.product_name,
                        name_of(lot.kind),
                        lot.id.str()};
    for (auto& cells : rows_of(kind, lot, page)) {
      auto& row = table.rows.emplace_back(beginning);
      std::move(cells.begin(), cells.end(), std::back_inserter(row));
    }
  }
}

}  // namespace shanhai::traceability
