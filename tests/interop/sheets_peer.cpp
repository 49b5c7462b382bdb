// sheets_peer FILE: a sheet of products as an import reads it, without a database: a line of JSON for each product, its
// content or what is wrong. Exit 1 where it is no sheet.
// sheets_peer FILE template: the template is written there, in Chinese.
#include <fstream>
#include <iostream>
#include <iterator>

#include "services/catalog/bulk/error_file.hpp"
#include "services/catalog/bulk/reading.hpp"
#include "services/catalog/product/listing.hpp"

int main(int argc, char** argv) {
  using namespace shanhai;
  using namespace shanhai::catalog;
  if (argc == 3) {
    sheets::TableFile::begin(sheets::TableFormat::xlsx, argv[1], table_head(headings(Language::zh)))->finish();
    return 0;
  }
  if (argc != 2) return 2;
  std::ifstream in(argv[1], std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto sheet = read_sheet(file, 50'000);
  if (sheet.has_error()) {
    std::cout << sheet.error().fields.at(0).pointer << ' ' << sheet.error().fields.at(0).code << '\n';
    return 1;
  }
  for (const auto& product : sheet->products) {
    const auto read = read_product(*sheet, product, nullptr, {});
    json::Array wrong;
    const auto tell = [&](const Problem& problem) {
      wrong.emplace_back(std::to_string(problem.row) + " " + problem.heading + " " + problem.code);
    };
    for (const auto line : product.lines) {
      if (const auto found = sheet->problems.find(line); found != sheet->problems.end())
        for (const auto& problem : found->second) tell(problem);
    }
    for (const auto& problem : read.problems) tell(problem);
    if (read.content) {
      for (const auto& error : check_listing(listing_of(*read.content))) tell(problem_of(*sheet, product, read, error));
    }
    json::Object out{{"ref", product.ref}, {"wrong", std::move(wrong)}};
    if (read.content) out["content"] = json::write(*read.content);
    std::cout << json::to_text(out) << '\n';
  }
}
