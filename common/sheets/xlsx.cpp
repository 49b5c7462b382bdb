#include <charconv>
#include <cmath>
#include <optional>
#include <pugixml.hpp>
#include <utility>

#include "common/base/encoding.hpp"
#include "common/sheets/elements.hpp"
#include "common/sheets/rows.hpp"

namespace shanhai::sheets {
namespace {

constexpr int kDigits = 15;  // that a spreadsheet keeps
constexpr double kExact = 1e15;
constexpr std::size_t kLastRow = 1'048'576;  // of any sheet
constexpr std::size_t kDetailMax = 100;
constexpr std::size_t kSmallPartBytes = 1 << 20;  // a part that is parsed at once; its nodes take sixteen times as much

Error broken(const char* detail) { return Error::invalid_field("", "invalid_xlsx", detail); }

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
  return parent.find_child([&](const pugi::xml_node& node) { return local_name(node) == name; });
}

// Characters that XML cannot hold are written as _x000D_ (ISO/IEC 29500-1, 22.9.2.19), and what looks like one of them
// with _x005F_ for its first character.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    unsigned code = 0x80;
    if (text[at] == '_' && at + 7 <= text.size() && text[at + 1] == 'x' && text[at + 6] == '_') {
      const auto* digits = text.data() + at + 2;
      if (std::from_chars(digits, digits + 4, code, 16).ptr != digits + 4) code = 0x80;
    }
    const bool is_escape = code < 0x80;  // others are never written so
    out += is_escape ? static_cast<char>(code) : text[at];
    at += is_escape ? 7 : 1;
  }
  return out;
}

// All <t> of a string, without phonetic readings.
std::string text_of(const pugi::xml_node& node) {
  std::string out;
  for (const auto& part : node.children()) {
    if (local_name(part) == "t") out += part.text().get();
    if (local_name(part) == "r") out += child(part, "t").text().get();
  }
  return out.find("_x") == out.npos ? out : unescaped(out);
}

Result<pugi::xml_document> parse(Archive& archive, const std::string& name) {
  std::string text;
  SH_CHECK(archive.read(name, [&](std::string_view piece) -> Result<bool> {
    text += piece;
    if (text.size() > kSmallPartBytes) return Error::invalid_field("", "file_expands_too_far", name);
    return true;
  }));
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

// `most`: bytes of them together.
Result<std::vector<std::string>> shared_strings(Archive& archive, std::size_t most) {
  constexpr const char* kPart = "xl/sharedStrings.xml";
  std::vector<std::string> out;
  if (!archive.has(kPart)) return out;
  std::size_t bytes = 0;
  SH_CHECK(read_elements(archive, kPart, "sst", "si", [&](const pugi::xml_node& item) -> Result<bool> {
    out.push_back(text_of(item));
    bytes += out.back().size() + sizeof(std::string);
    if (bytes > most) return Error::invalid_field("", "file_expands_too_far", "texts");
    return true;
  }));
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

// Of what a formula gave instead of a value ("#DIV/0!"), no more than a person needs.
std::string shown(std::string_view text) {
  auto end = std::min(text.size(), kDetailMax);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text = text.substr(0, end);
  return is_valid_utf8(text) ? std::string(text) : std::string();
}

// "622000000000" of "6.22E11"; a fraction in the fifteen digits that a spreadsheet shows: 19.9 is stored as
// 19.899999999999999. nullopt: it was rounded.
std::optional<std::string> exact_number(const std::string& written) {
  double value = 0;
  const auto [end, failed] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (failed != std::errc() || end != written.data() + written.size()) return std::nullopt;
  if (std::trunc(value) == value) {
    if (std::abs(value) >= kExact) return std::nullopt;
    return std::to_string(static_cast<std::int64_t>(value));
  }
  char shown[64];
  const auto printed = std::to_chars(shown, shown + sizeof shown, value, std::chars_format::general, kDigits);
  return std::string(shown, printed.ptr);
}

class SheetReader {
 public:
  SheetReader(const LongLimits& limits, const std::vector<std::string>& strings, const RowSink& sink)
      : limits_(limits), strings_(strings), sink_(sink) {}

  Result<bool> take(const pugi::xml_node& node) {
    number_ = std::max<std::size_t>(node.attribute("r").as_ullong(), number_ + 1);
    if (number_ > kLastRow) return broken("a row is numbered as none can be");
    is_too_wide_ = false;
    Row row;
    row.number = number_;
    for (const auto& cell : node.children()) {
      if (local_name(cell) == "c") SH_CHECK(read_cell(cell, row));
      if (bytes_ > limits_.bytes) return Error::invalid_field("", "file_expands_too_far", "cells");
    }
    while (!row.cells.empty() && row.cells.back().empty()) row.cells.pop_back();
    if (row.cells.empty() && row.wrong.empty()) return true;
    if (rows_++ == limits_.rows)
      return Error::invalid_field("", "too_many_rows", "at most " + std::to_string(limits_.rows));
    return sink_(std::move(row));
  }

 private:
  Result<void> read_cell(const pugi::xml_node& cell, Row& row) {
    const auto column = column_of(cell.attribute("r").value()).value_or(row.cells.size());
    const auto wrong = [&](const char* code, std::string detail) {
      bytes_ += sizeof(WrongCell) + detail.size();
      row.wrong.push_back({column, code, std::move(detail)});
    };
    if (column >= limits_.columns) {
      if (!std::exchange(is_too_wide_, true)) wrong("too_many_cells", "at most " + std::to_string(limits_.columns));
      return {};
    }
    SH_TRY(auto text, text_in(cell, wrong));
    if (text.size() > limits_.cell_bytes || !is_valid_utf8(text)) {
      wrong(text.size() > limits_.cell_bytes ? "cell_too_long" : "invalid_utf8", {});
      text.clear();
    }
    bytes_ += text.size();
    if (column >= row.cells.size()) row.cells.resize(column + 1);
    row.cells[column] = std::move(text);
    return {};
  }

  template <class Wrong>
  Result<std::string> text_in(const pugi::xml_node& cell, const Wrong& wrong) const {
    const std::string_view type = cell.attribute("t").as_string("n");
    if (type == "inlineStr") return text_of(child(cell, "is"));
    std::string value = child(cell, "v").text().get();
    if (type == "s") {
      std::size_t index = strings_.size();
      std::from_chars(value.data(), value.data() + value.size(), index);
      if (index >= strings_.size()) return broken("a cell names a text that is not there");
      return strings_[index];
    }
    if (type == "str") return value.find("_x") == value.npos ? std::move(value) : unescaped(value);
    if (type == "e") {
      wrong("formula_error", shown(value));
      return std::string();
    }
    if (type != "n" || value.empty()) return value;
    auto number = exact_number(value);
    if (!number) wrong("number_not_exact", "format the column as text and enter it again");
    return number ? std::move(*number) : std::string();
  }

  const LongLimits& limits_;
  const std::vector<std::string>& strings_;
  const RowSink& sink_;
  std::size_t number_ = 0, rows_ = 0, bytes_ = 0;
  bool is_too_wide_ = false;  // the row, and it is told
};

}  // namespace

Result<void> read_xlsx_rows(std::string_view file, const LongLimits& limits, const RowSink& sink) {
  SH_TRY(auto archive, Archive::open(file, limits.unpacked));
  SH_TRY(const auto place, first_sheet(archive));
  SH_TRY(const auto strings, shared_strings(archive, limits.bytes));
  SheetReader reader(limits, strings, sink);
  return read_elements(archive, place, "sheetData", "row", [&](const pugi::xml_node& row) { return reader.take(row); });
}

}  // namespace shanhai::sheets
