// Sheets that were changed at random: whatever comes, it is refused or worked at to an end, and nothing is half
// written.
#include <fstream>
#include <random>

#include "services/catalog/audit.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/catalog/sheet_world.hpp"

namespace shanhai::catalog {
namespace {

int rounds() {
  const char* given = std::getenv("SHANHAI_TEST_DEPTH");
  return !given || std::string_view(given) == "short" ? 40 : 400;
}

class BulkFuzz : public SheetWorld {
 protected:
  std::size_t below(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(engine); }

  std::string some_cell() {
    static const std::string texts[] = {"",
                                        "=1+1",
                                        "治疗",
                                        "\x01",
                                        std::string(1, '\0'),
                                        "58.005",
                                        "1e309",
                                        "-0",
                                        "99999999999999999999",
                                        "\xEF\xBB\xBF",
                                        "prd_00000000000000000000000001",
                                        "10:5;10:5",
                                        std::string(5000, 'a'),
                                        "' OR 1=1 --",
                                        "\xF0\x9F\x8D\xB5",
                                        "筐"};
    return texts[below(std::size(texts))];
  }

  std::vector<sheets::Cells> changed() {
    std::vector<Cells> rows;
    for (std::size_t i = 0; i < 6; ++i) rows.push_back(tea_row(std::to_string(below(8))));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i]["label"] = rows[i]["sku_ref"] = std::to_string(i);
    auto out = table(rows);
    for (auto changes = below(5); changes > 0; --changes) {
      auto& row = out[below(out.size())];
      if (row.empty()) continue;
      switch (below(4)) {
        case 0:
          row.erase(row.begin() + static_cast<std::ptrdiff_t>(below(row.size())));
          break;
        case 1:
          row.push_back(some_cell());
          break;
        case 2:
          std::swap(row[below(row.size())], row[below(row.size())]);
          break;
        default:
          (&row == &out.front() ? out[1 + below(out.size() - 1)] : row).at(0) += some_cell();
          if (&row != &out.front()) row[below(row.size())] = some_cell();
      }
    }
    return out;
  }

  std::string file_of(const std::vector<sheets::Cells>& rows) {
    if (below(2)) return sheets::write_csv(rows);
    const auto path = (directory / "made.xlsx").string();
    sheets::TableHead head;
    head.columns = rows.front();
    const auto file = sheets::TableFile::begin(sheets::TableFormat::xlsx, path, head);
    for (std::size_t i = 1; i < rows.size(); ++i)
      file->append({std::vector<sheets::Cell>(rows[i].begin(), rows[i].end())});
    file->finish();
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  void break_bytes(std::string& file) {
    switch (below(6)) {
      case 0:
        file.resize(below(file.size()));
        return;
      case 1:
        for (auto n = 1 + below(4); n > 0; --n) file[below(file.size())] = static_cast<char>(below(256));
        return;
      case 2:
        file.insert(below(file.size()), file.substr(below(file.size()), below(200)));
        return;
      default:
        return;
    }
  }

  std::mt19937_64 engine{fixture::seed()};
};

TEST_F(BulkFuzz, NothingBreaksAnImport) {
  const auto caller = supplier();
  int taken = 0, refused = 0;
  const int many = rounds();
  for (int round = 0; round < many; ++round) {
    auto file = file_of(changed());
    break_bytes(file);
    ImportQuery query;
    query.mode = below(3) ? ImportMode::commit : ImportMode::dry_run;
    query.publish = below(2) == 1;
    const auto asked = run(bulk.import(caller, key(), query, file, http::Language::zh, {}));
    if (asked.has_error()) {
      ASSERT_EQ(asked.error().kind, ErrorKind::invalid) << describe(asked.error());
      ++refused;
      continue;
    }
    ++taken;
    ASSERT_EQ(run(jobs.carry_out_due()), 1) << "round " << round;
    const auto id = asked->value.import_id;
    const auto view = found(caller, id);
    ASSERT_NE(view.state, ImportState::waiting);
    ASSERT_NE(view.failure, "import_given_up");
    ASSERT_EQ(view.rows_done, view.rows_created + view.rows_changed + view.rows_unchanged + view.rows_refused);
    if (view.state == ImportState::finished) ASSERT_EQ(view.rows_done, view.rows_total);
    ASSERT_EQ(view.problems.empty(), view.rows_refused == 0);
    if (view.error_file_url) {
      const auto told = sheets::read(errors_of(caller, view));
      ASSERT_TRUE(told.has_value() || told.error().fields.at(0).code == "cell_too_long") << describe(told.error());
      if (told.has_value()) ASSERT_EQ(static_cast<std::int64_t>(told->size()), view.rows_refused + 1);
    }
    ASSERT_FALSE(run(bulk.remove(caller, id)).has_error());
    run(jobs.expire());
  }
  EXPECT_GT(taken, many / 10);
  EXPECT_GT(refused, many / 20);
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM import_reference AS r LEFT JOIN sku AS s ON s.id = r.sku_id "
                  "WHERE s.product_id IS NULL OR s.product_id <> r.product_id"),
            0);
  const auto findings = service.transaction([](db::Tx& tx) { return audit_catalog(tx); });
  for (const auto& finding : *findings) EXPECT_EQ(finding.difference, 0) << finding.check << " " << finding.detail;
}

}  // namespace
}  // namespace shanhai::catalog
