// Bulk listing on the catalog's world: sheets that are made, handed in, worked at and read again.
#pragma once

#include "services/catalog/bulk/service.hpp"
#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {

class SheetWorld : public World {
 protected:
  using Cells = std::map<std::string, std::string>;  // by English heading; others are empty

  static constexpr const char* kHeadings[] = {
      "product_ref",         "sku_ref",         "name",  "category", "herb_class", "description",  "production_county",
      "raw_material_county", "primary_produce", "label", "unit",     "price",      "net_weight_g", "gtin"};

  static Cells tea_row(const std::string& ref, const Cells& more = {}) {
    Cells out{{"product_ref", ref},
              {"sku_ref", ref + "-1"},
              {"name", "凉山苦荞茶" + ref},
              {"category", "农产品"},
              {"herb_class", "普通食品"},
              {"description", "高山种植，传统炒制。"},
              {"production_county", "昭觉县"},
              {"raw_material_county", "昭觉县"},
              {"label", "500 g 盒装"},
              {"unit", "盒"},
              {"price", "58.00"},
              {"net_weight_g", "500"}};
    for (const auto& [heading, cell] : more) out[heading] = cell;
    return out;
  }
  static std::vector<sheets::Cells> table(const std::vector<Cells>& rows) {
    std::vector<sheets::Cells> out{{std::begin(kHeadings), std::end(kHeadings)}};
    for (const auto& row : rows) {
      auto& cells = out.emplace_back();
      for (const auto* heading : kHeadings) cells.push_back(row.contains(heading) ? row.at(heading) : "");
    }
    return out;
  }
  static std::string csv(const std::vector<Cells>& rows) { return sheets::write_csv(table(rows)); }

  db::IdempotencyKey key() { return {sha256(std::to_string(++keys_)), sha256("body")}; }
  ImportView handed_in(const auth::Principal& caller, std::string file, ImportMode mode = ImportMode::commit,
                       bool publish = false) {
    ImportQuery query;
    query.mode = mode;
    query.publish = publish;
    return must(bulk.import(caller, key(), query, std::move(file), http::Language::zh, {})).value;
  }
  ImportView found(const auth::Principal& caller, ImportId id) {
    return must(bulk.find(caller, id, http::Language::zh));
  }
  // Handed in and worked at to its end.
  ImportView imported(const auth::Principal& caller, std::string file, ImportMode mode = ImportMode::commit,
                      bool publish = false) {
    const auto id = handed_in(caller, std::move(file), mode, publish).import_id;
    EXPECT_EQ(run(jobs.carry_out_due()), 1);
    return found(caller, id);
  }
  // "rows created changed unchanged refused published".
  static std::string counted(const ImportView& view) {
    std::string out;
    for (const auto count : {view.rows_done, view.rows_created, view.rows_changed, view.rows_unchanged,
                             view.rows_refused, view.products_published})
      out += (out.empty() ? "" : " ") + std::to_string(count);
    return out;
  }
  static std::vector<std::string> told(const ImportView& view) {
    std::vector<std::string> out;
    for (const auto& problem : view.problems)
      out.push_back(std::to_string(problem.row) + " " + problem.column + " " + problem.code);
    return out;
  }
  static std::string bytes_of(const BulkService::OpenSheet& sheet) {
    std::string out(sheet.file->size(), '\0');
    EXPECT_EQ(sheet.file->read(0, out), out.size());
    return out;
  }
  std::string errors_of(const auth::Principal& caller, const ImportView& view) {
    return bytes_of(must(bulk.open_errors(caller, view.import_id)));
  }
  std::string exported(const auth::Principal& caller, SheetFormat format,
                       http::Language language = http::Language::zh) {
    return bytes_of(must(bulk.export_products(caller, format, language)));
  }

  const ImportPolicy policy = [] {
    ImportPolicy out;
    out.per_supplier = 30;
    out.chunk_rows = 3;
    out.export_products = 2;
    return out;
  }();
  const SheetFiles sheet_files{(directory / "files/imports").string()};
  ImportJobs jobs{service.database, sequencer, random, workers, sheet_files, policy, ReviewPolicy::none};
  BulkService bulk{service.database, random, workers, sheet_files, jobs, policy};

 private:
  int keys_ = 0;
};

}  // namespace shanhai::catalog
