// The columns of a sheet of products: a row is a SKU, and rows with one product_ref are one product.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.hpp"
#include "common/base/result.hpp"
#include "common/http/message.hpp"
#include "common/sheets/rows.hpp"

namespace shanhai::catalog {

using http::Language;

// How a cell becomes a member of the listing's JSON.
enum class CellKind { reference, text, word, choice, whole, digits, yuan, steps, yes, county };

struct Choice {
  std::string_view name, zh, en;  // `name` as in the API
};

struct Column {
  std::string_view member;  // of ProductContent or SkuContent; also its English heading
  std::string_view zh;      // its Chinese heading
  bool of_sku = false;
  bool required = false;  // the sheet must have it
  CellKind kind = CellKind::text;
  std::span<const Choice> choices = {};
};

inline constexpr std::size_t kProductRef = 0, kSkuRef = 1;  // places in columns()
std::span<const Column> columns();
std::string heading_of(const Column& column, Language language);
std::vector<std::string> headings(Language language);  // of all columns, in their order
// What is told beside refused rows, and is passed over where a sheet brings it back: where it stood, and what is wrong.
std::array<std::string, 2> problem_headings(Language language);

// Where the sheet has each column, and what it calls them.
struct Head {
  std::vector<std::optional<std::size_t>> column_at;  // by place in the sheet: place in columns(); none: passed over
  std::vector<std::optional<std::size_t>> place_of;   // the other way round
  sheets::Cells texts;                                // as they stand there

  // The heading as the sheet has it, or as it would be called.
  std::string heading(std::size_t column, Language language) const;
};

// invalid "/<row>/<column letter>": unknown_column, repeated_column; "/<row>": missing_column, naming it; a
// hundred cells at most that cannot be read. Headings may be in either language, without regard to case and spaces
// around them.
Result<Head> read_head(const sheets::Row& row);

}  // namespace shanhai::catalog
