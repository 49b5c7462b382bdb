#include <iconv.h>

#include <fstream>

#include "services/catalog/audit.hpp"
#include "services/catalog/bulk/products_store.hpp"
#include "tests/integration/catalog/sheet_world.hpp"

namespace shanhai::catalog {
namespace {

std::string gbk_of(std::string text) {
  const auto converter = ::iconv_open("GBK", "UTF-8");
  std::string out(text.size(), '\0');
  char *from = text.data(), *to = out.data();
  std::size_t left = text.size(), room = out.size();
  EXPECT_NE(::iconv(converter, &from, &left, &to, &room), static_cast<std::size_t>(-1));
  ::iconv_close(converter);
  out.resize(out.size() - room);
  return out;
}

class Bulk : public SheetWorld {
 protected:
  static constexpr std::string_view kMark = "\xEF\xBB\xBF";

  std::string xlsx(const std::vector<Cells>& rows) {
    const auto path = (directory / "made.xlsx").string();
    const auto cells = table(rows);
    sheets::TableHead head;
    head.columns = cells.front();
    const auto file = sheets::TableFile::begin(sheets::TableFormat::xlsx, path, head);
    for (std::size_t i = 1; i < cells.size(); ++i) {
      std::vector<sheets::Cell> row(cells[i].begin(), cells[i].end());
      row[11] = Money(1990);  // a number, as people enter prices
      file->append({row});
    }
    file->finish();
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  std::vector<ProductListItem> listed(const auth::Principal& caller) { return must(products.list(caller, {})).items; }
  std::string audit_differences() {
    std::string out;
    const auto findings = service.transaction([](db::Tx& tx) { return audit_catalog(tx); });
    for (const auto& finding : *findings) out += finding.difference == 0 ? "" : finding.check + " ";
    return out;
  }
};

TEST_F(Bulk, ASheetBecomesProductsAndTheSameSheetChangesNothing) {
  const auto caller = supplier();
  std::vector<Cells> rows = {tea_row("A"), tea_row("B"),
                             tea_row("A", {{"sku_ref", "A-2"}, {"label", "散装"}, {"unit", "斤"}, {"price", "30"}})};
  for (int i = 0; i < 6; ++i) rows.push_back(tea_row("C" + std::to_string(i)));
  const auto first = imported(caller, csv(rows));
  EXPECT_EQ(first.state, ImportState::finished);
  EXPECT_EQ(counted(first), "9 9 0 0 0 0");
  EXPECT_EQ(first.rows_total, 9);
  EXPECT_EQ(first.error_file_url, std::nullopt);
  ASSERT_EQ(listed(caller).size(), 8u);
  const auto two = must(products.get(caller, listed(caller)[7].product_id));
  EXPECT_EQ(two.status, ProductStatus::draft);
  EXPECT_EQ(two.name, "凉山苦荞茶A");
  ASSERT_EQ(two.skus.size(), 2u);
  EXPECT_EQ(two.skus[1].price, Money(3000));
  EXPECT_EQ(two.skus[1].net_weight_g, 500) << "a jin";
  EXPECT_EQ(counted(imported(caller, csv(rows))), "9 0 0 9 0 0");
  rows[2]["price"] = "32";
  rows[4]["description"] = "";
  EXPECT_EQ(counted(imported(caller, csv(rows))), "9 0 2 7 0 0");
  const auto edited = must(products.get(caller, two.product_id));
  EXPECT_EQ(edited.skus[1].price, Money(3200));
  EXPECT_EQ(edited.skus[1].sku_id, two.skus[1].sku_id);
  EXPECT_EQ(edited.version, two.version + 1);
  EXPECT_EQ(listed(caller).size(), 8u);
  rows.erase(rows.begin());  // what a sheet does not name stays as it is
  EXPECT_EQ(counted(imported(caller, csv(rows))), "8 0 0 8 0 0");
  EXPECT_EQ(must(products.get(caller, two.product_id)).skus.size(), 2u);
  EXPECT_TRUE(events_of(kProductPublished).empty());
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'catalog.product.create'"), 8);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'catalog.product.edit'"), 2);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Bulk, WhatPassesIsPublishedWhereThatIsAskedFor) {
  const auto caller = supplier();
  const std::vector<Cells> rows = {tea_row("A"), tea_row("B", {{"name", "主治失眠茶"}}), tea_row("C")};
  const auto drafted = imported(caller, csv({rows[0]}));
  EXPECT_EQ(counted(drafted), "1 1 0 0 0 0");
  const auto first = imported(caller, csv(rows), ImportMode::commit, true);
  EXPECT_EQ(counted(first), "3 1 0 1 1 2") << "a draft that is unchanged is published, too";
  EXPECT_EQ(counted(imported(caller, csv(rows), ImportMode::commit, true)), "3 0 0 2 1 0");
  auto dearer = rows;
  dearer[2]["price"] = "66";
  EXPECT_EQ(counted(imported(caller, csv(dearer), ImportMode::commit, true)), "3 0 1 1 1 1");
  const auto events = events_of(kProductPublished);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events.back().version, 2);
  EXPECT_EQ(events.back().reason.substr(0, 11), "import imp_");
  EXPECT_EQ(search_for("苦荞").items.size(), 2u);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM sku_price"), 3);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(Bulk, ADryRunTellsTheSameAndWritesNothing) {
  const auto caller = supplier();
  std::vector<Cells> rows = {tea_row("A"), tea_row("B", {{"price", "5.555"}}),
                             tea_row("C", {{"gtin", "6901234567892"}}), tea_row("D", {{"gtin", "6901234567892"}}),
                             tea_row("E", {{"unit", "筐"}})};
  const auto audited = count("SELECT COUNT(*) AS n FROM audit_entry");
  const auto dry = imported(caller, csv(rows), ImportMode::dry_run, true);
  EXPECT_EQ(counted(dry), "5 2 0 0 3 2");
  EXPECT_TRUE(listed(caller).empty());
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM sku"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM import_reference"), 0);
  EXPECT_EQ(count("SELECT next_number AS n FROM gtin_counter"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM audit_entry"), audited + 1) << "that somebody asked";
  const auto done = imported(caller, csv(rows), ImportMode::commit, true);
  EXPECT_EQ(counted(done), counted(dry));
  EXPECT_EQ(told(done), told(dry));
  EXPECT_EQ(errors_of(caller, done), errors_of(caller, dry));
}

TEST_F(Bulk, RefusedRowsAreCorrectedAndSentAgain) {
  const auto caller = supplier();
  const std::vector<Cells> rows = {
      tea_row("A"), tea_row("B", {{"price", "面议"}}), tea_row("C", {{"description", "可治疗失眠"}}),
      tea_row("C", {{"sku_ref", "C-2"}, {"label", "小盒"}, {"description", ""}}), tea_row("D")};
  for (const auto& file : {csv(rows), xlsx({rows[0], tea_row("X", {{"unit", "筐"}})})}) {
    const bool is_csv = !sheets::is_xlsx(file);
    const auto view = imported(caller, file);
    if (is_csv) {
      EXPECT_EQ(counted(view), "5 2 0 0 3 0");
      EXPECT_EQ(told(view), (std::vector<std::string>{"3 price expected_amount", "4 description efficacy_claim",
                                                      "5  product_refused"}));
      EXPECT_EQ(view.problems[1].message, "食品不得宣称功效：“治疗”（第 2 字）");
    }
    ASSERT_TRUE(view.error_file_url);
    const auto wrong = errors_of(caller, view);
    EXPECT_EQ(sheets::is_xlsx(wrong), !is_csv) << "in the format in which it came";
    auto cells = sheets::read(wrong).value();
    ASSERT_EQ(cells.size(), is_csv ? 4u : 2u);
    EXPECT_EQ(cells[0].back(), "问题");
    EXPECT_EQ(cells[1][14], is_csv ? "3" : "3") << "where it stood";
    if (is_csv) {
      EXPECT_EQ(cells[1].back(), "price：应为金额（元），如 58.50");
      cells[1][11] = "66";
      cells[2][5] = "入口回甘";
      const auto again = imported(caller, sheets::write_csv(cells));
      EXPECT_EQ(counted(again), "3 3 0 0 0 0") << "what was told of the rows is passed over";
      EXPECT_EQ(refused(bulk.open_errors(caller, again.import_id)).code, "nothing_refused");
    }
  }
  EXPECT_EQ(listed(caller).size(), 4u);
}

TEST_F(Bulk, EveryFormThatSpreadsheetsSaveIsRead) {
  const auto text = csv({tea_row("A"), tea_row("B")});
  ASSERT_TRUE(text.starts_with(kMark));
  const auto caller = supplier();
  EXPECT_EQ(counted(imported(caller, text)), "2 2 0 0 0 0");
  EXPECT_EQ(counted(imported(caller, text.substr(kMark.size()))), "2 0 0 2 0 0");
  EXPECT_EQ(counted(imported(caller, gbk_of(text.substr(kMark.size())))), "2 0 0 2 0 0");
  EXPECT_EQ(counted(imported(caller, xlsx({tea_row("A"), tea_row("B")}))), "2 0 2 0 0 0") << "at 19.90";
  EXPECT_EQ(counted(imported(caller, xlsx({tea_row("A"), tea_row("B")}))), "2 0 0 2 0 0");
}

TEST_F(Bulk, ACellIsToldOnce) {
  const auto caller = supplier();
  auto cells = table({tea_row("A", {{"price", std::string(16'001, '5')}, {"name", ""}})});
  EXPECT_EQ(told(imported(caller, sheets::write_csv(cells))),
            (std::vector<std::string>{"2 price cell_too_long", "2 name required"}));
}

TEST_F(Bulk, EachForbiddenListingIsRefusedWithItsRule) {
  const auto caller = cooperative();
  auto apart = application(caller);
  apart.licences.pop_back();  // no food production licence
  must(suppliers.apply(caller, apart, {}));
  must(suppliers.move(reviewer(kZhaojue), *caller.organisation, SupplierVerb::recommend, "材料齐全", {}));
  must(suppliers.move(platform(), *caller.organisation, SupplierVerb::approve, "同意", {}));
  const std::string own = "是";
  const std::vector<Cells> rows = {
      tea_row("A", {{"primary_produce", own}}),
      tea_row("B"),
      tea_row("C", {{"category", "中药材"}, {"herb_class", "毒性禁售"}}),
      tea_row("D", {{"category", "中药材"}, {"herb_class", "药材"}}),
      tea_row("E", {{"primary_produce", own}, {"name", "雅江松茸"}}),
      tea_row("F", {{"primary_produce", own}, {"label", "降血压装"}}),
      tea_row("G", {{"primary_produce", own}, {"production_county", "440605"}}),
      tea_row("H", {{"primary_produce", own}, {"description", "包 治 百病，抗癌"}}),
  };
  const auto view = imported(caller, csv(rows), ImportMode::commit, true);
  EXPECT_EQ(counted(view), "8 1 0 0 7 1");
  EXPECT_EQ(told(view), (std::vector<std::string>{
                            "3 primary_produce food_licence_required", "4 herb_class toxic_prohibited",
                            "5 herb_class drug_trading_licence_required", "6 name wild_harvest_licence_required",
                            "7 label efficacy_claim", "8 production_county not_an_origin",
                            "9 description efficacy_claim", "9 description efficacy_claim"}));
  clock.advance(std::chrono::hours(24 * 400));
  EXPECT_EQ(told(imported(caller, csv({rows[0]}))), (std::vector<std::string>{"2  business_licence_expired"}));
}

TEST_F(Bulk, SuppliersCallTheirOwnProductsAlikeAndSeeNoOthers) {
  const auto caller = supplier(), other = supplier();
  const auto view = imported(caller, csv({tea_row("A", {{"gtin", "6901234567892"}}), tea_row("B", {{"price", "x"}})}));
  EXPECT_EQ(counted(imported(other, csv({tea_row("A")}))), "1 1 0 0 0 0");
  EXPECT_NE(listed(caller)[0].product_id, listed(other)[0].product_id);
  const auto foreign = listed(caller)[0].product_id.str();
  EXPECT_EQ(told(imported(other, csv({tea_row(foreign), tea_row("C", {{"gtin", "6901234567892"}})}))),
            (std::vector<std::string>{"2 product_ref unknown_product", "3 gtin gtin_taken"}));
  EXPECT_EQ(refused(bulk.find(other, view.import_id, http::Language::zh)).code, "import_not_found");
  EXPECT_EQ(refused(bulk.open_errors(other, view.import_id)).code, "import_not_found");
  EXPECT_EQ(refused(bulk.remove(other, view.import_id)).code, "import_not_found");
  EXPECT_EQ(must(bulk.list(other, {}, http::Language::zh)).items.size(), 2u);
  EXPECT_EQ(refused(bulk.import(cooperative(), key(), {}, csv({tea_row("A")}), http::Language::zh, {})).code,
            "supplier_not_approved");
}

TEST_F(Bulk, AProductIsNamedOnceWhateverItIsCalled) {
  const auto caller = supplier();
  imported(caller, csv({tea_row("A")}));
  const auto made = listed(caller)[0];
  const auto view = imported(caller, csv({tea_row("A"), tea_row(made.product_id.str())}));
  EXPECT_EQ(told(view), (std::vector<std::string>{"3 product_ref repeated"}));
  EXPECT_EQ(counted(view), "2 0 0 1 1 0");
  auto again = tea_row("A", {{"sku_ref", made.skus[0].sku_id.str()}, {"label", "又一个"}});
  EXPECT_EQ(told(imported(caller, csv({tea_row("A"), again}))),
            (std::vector<std::string>{"2  product_refused", "3 sku_ref repeated"}));
}

TEST_F(Bulk, OfACertifiedProductTheOriginIsFixed) {
  const auto caller = supplier();
  imported(caller, csv({tea_row("A")}), ImportMode::commit, true);
  certified(caller, listed(caller)[0].product_id);
  EXPECT_EQ(told(imported(caller, csv({tea_row("A", {{"raw_material_county", "513436"}})}))),
            (std::vector<std::string>{"2 raw_material_county fixed_by_certification"}));
}

TEST_F(Bulk, WhatIsExportedComesBackUnchanged) {
  const auto caller = supplier();
  imported(caller, csv({tea_row("A"), tea_row("A", {{"sku_ref", "A-2"}, {"label", "0012"}}), tea_row("B")}));
  auto alone = tea();  // listed one by one: it has no names of the supplier's
  alone.description = "- 高山种植\n=1+1，\"传统\"炒制";
  alone.primary_produce = false;
  alone.return_terms = ReturnTerms::custom_made;
  alone.skus[0].price_steps = std::vector<PriceStep>{{10, Money(5500)}, {50, Money(5050)}};
  const auto single = published(caller, alone);
  auto pack = tea();
  pack.name = "礼盒";
  pack.skus[0] = {};
  pack.skus[0].label = "两盒装";
  pack.skus[0].unit = "份";
  pack.skus[0].price = Money(9900);
  pack.skus[0].components = std::vector<BundleComponent>{{single.skus[0].sku_id, 2, {}, {}}};
  must(products.create(caller, pack));
  for (const auto format : {SheetFormat::csv, SheetFormat::xlsx}) {
    for (const auto language : {http::Language::zh, http::Language::en}) {
      const auto view = imported(caller, exported(caller, format, language));
      EXPECT_EQ(counted(view), "5 0 0 5 0 0") << testing::PrintToString(told(view));
    }
  }
  auto cells = sheets::read(exported(caller, SheetFormat::csv)).value();
  EXPECT_EQ(cells[0][0], "商品编号");
  EXPECT_EQ(cells[1][2], "凉山苦荞茶A");
  EXPECT_EQ(cells[2][0], "A");
  for (const auto of_product : {2, 4, 6, 7, 9, 12})
    EXPECT_EQ(cells[2][static_cast<std::size_t>(of_product)], "")
        << of_product << ", what is the product's stands once";
  EXPECT_EQ(cells[1][7], "四川省凉山彝族自治州昭觉县");
  EXPECT_EQ(cells[4][0], single.product_id.str());
  cells[4][16] = "59.00";
  EXPECT_EQ(counted(imported(caller, sheets::write_csv(cells))), "5 0 1 4 0 0");
  EXPECT_EQ(must(products.get(caller, single.product_id)).skus[0].price, Money(5900));
  const auto blank = sheets::read(bytes_of(must(bulk.make_template(SheetFormat::xlsx, http::Language::en)))).value();
  ASSERT_EQ(blank.size(), 1u);
  EXPECT_EQ(blank[0].front(), "product_ref");
}

TEST_F(Bulk, AFileThatIsNoneIsRefusedBeforeOrAsAWhole) {
  const auto caller = supplier();
  const auto ask = [&](std::string file) {
    const auto error = refused(bulk.import(caller, key(), {}, std::move(file), http::Language::zh, {}));
    return places(error).at(0);
  };
  EXPECT_EQ(ask(""), " required");
  EXPECT_EQ(ask("商品编号,颜色\n"), "/1/B unknown_column");
  EXPECT_EQ(ask("PK\x03\x04 nothing"), " invalid_xlsx");
  const auto fine = csv({tea_row("A")});
  EXPECT_EQ(imported(caller, fine + "\"a").failure, "invalid_csv");
  EXPECT_EQ(imported(caller, fine + "\"a").failure_message, "不是有效的 CSV 文件");
  EXPECT_EQ(imported(caller, csv({})).failure, "required");
  EXPECT_TRUE(listed(caller).empty());
  EXPECT_TRUE(sheet_files.list().empty());
}

// As many rows as a sheet may have, every hundredth with an error, each told at its place.
TEST_F(Bulk, LongSheetsAreToldToTheLastRow) {
  const char* given = std::getenv("SHANHAI_TEST_DEPTH");
  const std::int64_t rows = !given || std::string_view(given) == "short" ? 2'000 : 50'000;
  const std::pair<const char*, const char*> errors[] = {
      {"price", "1.234"}, {"unit", "筐"}, {"description", "可治疗"}, {"gtin", "123456789"}};
  std::vector<Cells> made;
  std::vector<std::string> expected;
  for (std::int64_t i = 0; i < rows; ++i) {
    made.push_back(tea_row(std::to_string(i)));
    if (i % 100 != 57) continue;
    const auto& [heading, cell] = errors[static_cast<std::size_t>(i / 100) % std::size(errors)];
    made.back()[heading] = cell;
    expected.push_back(std::to_string(i + 2) + " " + heading);
  }
  const auto caller = supplier();
  ImportPolicy usual;
  ImportJobs longer{service.database, sequencer, random, workers, sheet_files, usual, ReviewPolicy::none};
  const auto id = handed_in(caller, csv(made)).import_id;
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(run(longer.carry_out_due()), 1);
  std::printf("%lld rows in %.2f s\n", static_cast<long long>(rows),
              std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  const auto wrong = static_cast<std::int64_t>(expected.size());
  EXPECT_EQ(counted(found(caller, id)),
            std::to_string(rows) + " " + std::to_string(rows - wrong) + " 0 0 " + std::to_string(wrong) + " 0");
  std::vector<std::string> told;
  const auto problems = service.transaction([&](db::Tx& tx) -> Result<std::vector<store::StoredProblem>> {
    return store::list_problems(tx, id, 0, 100'000);
  });
  for (const auto& problem : *problems) told.push_back(std::to_string(problem.row) + " " + problem.heading);
  EXPECT_EQ(told, expected);
  EXPECT_EQ(sheets::read_csv(errors_of(caller, found(caller, id))).value().size(), expected.size() + 1);
}

}  // namespace
}  // namespace shanhai::catalog
