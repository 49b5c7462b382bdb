// xlsx_peer LINES FILE: purchases as an export writes them, so many lines and a closing one, every third by a name that
// a spreadsheet would run.
#include <iostream>

#include "services/measurement/exports/lines_table.hpp"

int main(int argc, char** argv) {
  using namespace shanhai;
  using namespace shanhai::measurement;
  if (argc != 3) return 2;
  const std::int64_t count = std::stoll(argv[1]);
  PurchaseFilter query;
  query.period = "2026-11";
  const ReportHeading heading{wording::Language::zh, "440600", "", parse_rfc3339("2026-11-23T08:00:00Z").value()};
  const auto product = ProductId::from_raw(std::string(16, 'p'));
  const wording::Names names{{product.str(), "=HYPERLINK(\"http://example.com\")"}};
  const auto file =
      sheets::TableFile::begin(sheets::TableFormat::xlsx, argv[2], head_of_lines(query, "2026-11-23", heading));
  std::vector<std::vector<sheets::Cell>> rows;
  for (std::int64_t number = 1; number <= count; ++number) {
    PurchaseLine line;
    line.kind = number % 5 == 0 ? "refund" : "sale";
    line.occurred_on = line.posted_on = line.sale_on = parse_date("2026-11-20").value();
    line.amount = Money(number % 5 == 0 ? -number : number * 100 + 1);
    line.quantity = number % 5 == 0 ? 0 : 2;
    line.buyer_kind = "trade_union";
    line.buyer_division = "440605";
    line.pairing = "440600-513431";
    line.category = "agricultural";
    line.origin_county = "513431";
    line.channel = "online";
    if (number % 3 == 0) line.product = product;
    rows.push_back(row_of(line, number, heading.language, names));
  }
  file->append(rows);
  file->append_line("以上为全部明细");
  file->finish();
}
