#include <charconv>
#include <cmath>
#include <optional>
#include <pugixml.hpp>

#include "common/base/encoding.hpp"
#include "common/sheets/archive.hpp"
#include "common/sheets/sheets.hpp"

namespace shanhai::sheets {
namespace {

constexpr double kExact = 1e15;  // a spreadsheet keeps fifteen digits
constexpr std::size_t kMostStrings = 200'000;

Error broken(const char* detail) { return Error::invalid_field("", "invalid_xlsx", detail); }

// Names without their prefix: some programs write <x:row>.
std::string_view local(const pugi::xml_node& node) {
  const std::string_view name(node.name());
  const auto colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
  return parent.find_child([&](const pugi::xml_node& node) { return local(node) == name; });
}

// All <t> of a string, without phonetic readings.
std::string text_of(const pugi::xml_node& node) {
  std::string out;
  for (const auto& part : node.children()) {
    if (local(part) == "t") out += part.text().get();
    if (local(part) == "r") out += child(part, "t").text().get();
  }
  return out;
}

Result<pugi::xml_document> parse(Archive& archive, const std::string& name) {
  SH_TRY(const auto text, archive.read(name));
  pugi::xml_document out;
  if (!out.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single)) {
    return broken("a part is not XML");
  }
  return out;
}

std::string absolute(std::string target) {
  if (target.starts_with('/')) return target.substr(1);
  return "xl/" + target;
}

// Where the first sheet of the workbook lies.
Result<std::string> first_sheet(Archive& archive) {
  SH_TRY(const auto workbook, parse(archive, "xl/workbook.xml"));
  const auto sheet = child(child(workbook.document_element(), "sheets"), "sheet");
  std::string id;
  for (const auto& attribute : sheet.attributes()) {
    if (std::string_view(attribute.name()).ends_with(":id")) id = attribute.value();
  }
  SH_TRY(const auto relations, parse(archive, "xl/_rels/workbook.xml.rels"));
  for (const auto& relation : relations.document_element().children()) {
    if (!id.empty() && id == relation.attribute("Id").value()) return absolute(relation.attribute("Target").value());
  }
  return broken("there is no sheet");
}

Result<std::vector<std::string>> shared_strings(Archive& archive) {
  std::vector<std::string> out;
  if (!archive.has("xl/sharedStrings.xml")) return out;
  SH_TRY(const auto document, parse(archive, "xl/sharedStrings.xml"));
  for (const auto& item : document.document_element().children()) {
    if (local(item) != "si") continue;
    if (out.size() == kMostStrings) return Error::invalid_field("", "file_expands_too_far");
    out.push_back(text_of(item));
  }
  return out;
}

// "C5": column 2; nullopt: no such place.
std::optional<std::size_t> column_of(std::string_view place) {
  std::size_t out = 0, letters = 0;
  for (; letters < place.size() && place[letters] >= 'A' && place[letters] <= 'Z'; ++letters) {
    if (letters == 3) return std::nullopt;
    out = out * 26 + static_cast<std::size_t>(place[letters] - 'A') + 1;
  }
  return letters == 0 ? std::nullopt : std::optional(out - 1);
}

// "622000000000" of "6.22E11"; nullopt: a spreadsheet has rounded it.
std::optional<std::string> exact_number(const std::string& written) {
  double value = 0;
  const auto [end, failed] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (failed != std::errc() || end != written.data() + written.size()) return std::nullopt;
  if (std::trunc(value) != value) return written;  // a fraction stays as it is written
  if (std::abs(value) >= kExact) return std::nullopt;
  return std::to_string(static_cast<std::int64_t>(value));
}

class SheetReader {
 public:
  SheetReader(const Limits& limits, const std::vector<std::string>& strings) : limits_(limits), strings_(strings) {}

  Result<std::vector<Cells>> read(const pugi::xml_node& sheet) {
    for (const auto& row : child(sheet, "sheetData").children()) {
      if (local(row) != "row") continue;
      SH_TRY(auto cells, read_row(row));
      while (!cells.empty() && cells.back().empty()) cells.pop_back();
      if (cells.empty()) continue;
      if (out_.size() == limits_.rows) {
        return Error::invalid_field("", "too_many_rows", "at most " + std::to_string(limits_.rows));
      }
      out_.push_back(std::move(cells));
    }
    return std::move(out_);
  }

 private:
  Error wrong(std::size_t column, const char* code, std::string detail = {}) const {
    return Error::invalid_field('/' + std::to_string(out_.size()) + '/' + column_letters(column), code,
                                std::move(detail));
  }

  Result<Cells> read_row(const pugi::xml_node& row) {
    Cells out;
    for (const auto& cell : row.children()) {
      if (local(cell) != "c") continue;
      const auto column = column_of(cell.attribute("r").value()).value_or(out.size());
      if (column >= limits_.columns) {
        return Error::invalid_field('/' + std::to_string(out_.size()), "too_many_cells",
                                    "at most " + std::to_string(limits_.columns));
      }
      SH_TRY(auto text, read_cell(cell, column));
      if (text.size() > limits_.cell_bytes) return wrong(column, "cell_too_long");
      if (!is_valid_utf8(text)) return wrong(column, "invalid_utf8");
      if (column >= out.size()) out.resize(column + 1);
      out[column] = std::move(text);
    }
    return out;
  }

  Result<std::string> read_cell(const pugi::xml_node& cell, std::size_t column) const {
    const std::string_view type = cell.attribute("t").as_string("n");
    if (type == "inlineStr") return text_of(child(cell, "is"));
    const std::string value = child(cell, "v").text().get();
    if (type == "s") {
      std::size_t index = strings_.size();
      std::from_chars(value.data(), value.data() + value.size(), index);
      if (index >= strings_.size()) return broken("a cell names a text that is not there");
      return strings_[index];
    }
    if (type == "e") return wrong(column, "formula_error", value);
    if (type != "n" || value.empty()) return value;
    auto number = exact_number(value);
    if (!number) return wrong(column, "number_not_exact", "format the column as text and enter it again");
    return std::move(*number);
  }

  const Limits& limits_;
  const std::vector<std::string>& strings_;
  std::vector<Cells> out_;
};

}  // namespace

Result<std::vector<Cells>> read_xlsx(std::string_view file, const Limits& limits) {
  SH_TRY(auto archive, Archive::open(file));
  SH_TRY(const auto place, first_sheet(archive));
  SH_TRY(const auto strings, shared_strings(archive));
  SH_TRY(const auto sheet, parse(archive, place));
  return SheetReader(limits, strings).read(sheet.document_element());
}

Result<std::vector<Cells>> read(std::string_view file, const Limits& limits) {
  constexpr std::string_view kZip("PK\x03\x04", 4);
  return file.starts_with(kZip) ? read_xlsx(file, limits) : read_csv(file, limits);
}

}  // namespace shanhai::sheets
