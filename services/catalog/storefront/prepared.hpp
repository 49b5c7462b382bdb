// Complete answers from memory, all but Date and Connection (http::Response::prepared).
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace shanhai::catalog {

using Prepared = std::shared_ptr<const std::string>;

// An entity tag without quotes and what stands for it in the gzip form: two representations, two tags.
struct Tags {
  std::string plain, gzip;
  static Tags of(const std::string& name) { return {name, name + "-gz"}; }
};

// Does If-None-Match (RFC 9110, 13.1.2; weak comparison) name either form?
bool matches(std::string_view if_none_match, const Tags& tags);

Prepared prepare_ok(std::string_view body, const std::string& tag, bool gzip, std::int64_t sequence);
Prepared prepare_not_modified(const std::string& tag, std::int64_t sequence);

}  // namespace shanhai::catalog
