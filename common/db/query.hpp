// A named statement. Every statement stands in sql/<service>/queries/<name>.sql and is compiled in under that name,
// which also labels its logs and metrics.
//
// In the text, `:name` is a bound value. `(:name*)` is a list for IN: one or more values. A statement that writes many
// rows ends its VALUES with one row template in double braces, `VALUES {{(:id, :sku, :quantity)}}`, repeated for each
// row.
//
// A template may stand anywhere, and more than once. Its copies are separated by a comma; by ` UNION ALL ` when it
// begins with SELECT; by a space when it begins with WHEN: `SET n = CASE id {{WHEN :id THEN n - :n}} ELSE n END WHERE
// id IN ({{:id}})`. Line comments and superfluous white space are not sent. One statement per file.
#pragma once

#include <string_view>

namespace shanhai::db {

struct Query {
  std::string_view name;  // "orders.insert_line"
  std::string_view text;
};

}  // namespace shanhai::db
