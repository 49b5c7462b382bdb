// The rows of a sheet that were refused, in the format in which it was sent, with what is wrong behind each: to be
// corrected and sent again as it is.
#pragma once

#include "common/sheets/table_file.hpp"
#include "services/catalog/bulk/api.hpp"
#include "services/catalog/bulk/store.hpp"

namespace shanhai::catalog {

sheets::TableFormat table_format(SheetFormat format);
// Headings in the first row, nothing above them.
sheets::TableHead table_head(std::vector<std::string> headings);

// Blocking; used by one thread at a time. What it throws: sheets::TableFile.
class ErrorFile {
 public:
  ErrorFile(SheetFormat format, Language language, const std::string& path, std::shared_ptr<const Sheet> sheet);

  // In their order, behind those before.
  void append(const std::vector<store::StoredProblem>& problems);
  void finish();

 private:
  void end_row();

  const Language language_;
  const std::shared_ptr<const Sheet> sheet_;
  const std::unique_ptr<sheets::TableFile> file_;
  std::size_t row_ = 0;   // whose problems are being gathered; 0: none
  std::size_t line_ = 0;  // in the sheet's rows: all before are behind us
  std::string wrong_;
};

}  // namespace shanhai::catalog
