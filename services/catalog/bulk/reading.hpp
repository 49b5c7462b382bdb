// From a product's rows to its content, by the same reading and the same rules as of one product handed in as JSON.
#pragma once

#include "services/catalog/bulk/sheet.hpp"
#include "services/catalog/product/api.hpp"

namespace shanhai::catalog {

struct ReadProduct {
  std::optional<ProductContent> content;                // none: see `problems`
  std::vector<std::optional<std::size_t>> line_of_sku;  // by SKU of the content; none: the sheet does not name it
  std::vector<Problem> problems;
};

// `draft`: the product as it is, or nullptr for a new one. A column that the sheet does not have keeps what the product
// has; an empty cell clears it; SKUs that the sheet does not name stay as they are. `skus`: the ids of those that the
// supplier's references name. Problems: what the cells show (required, expected_amount, ...), differs_within_product,
// repeated, too_many, and those of json::read.
ReadProduct read_product(const Sheet& sheet, const ProductLines& product, const ProductContent* draft,
                         const std::map<std::string, SkuId>& skus);

// Where in the sheet an error of a content's rules is.
Problem problem_of(const Sheet& sheet, const ProductLines& product, const ReadProduct& read, const FieldError& error);

// A product as rows of cells, one for each SKU, as read_product() reads them back: what is the product's stands in the
// first of them, its name in all. `sku_refs`: by SKU of the content.
std::vector<sheets::Cells> rows_of(const ProductContent& content, const std::string& product_ref,
                                   const std::vector<std::string>& sku_refs, Language language);

}  // namespace shanhai::catalog
