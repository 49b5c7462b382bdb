// Counts what an audit compares, and names the first differences.
#pragma once

#include "common/runtime/module.hpp"

namespace shanhai::traceability {

struct Tally {
  static constexpr std::size_t kNamed = 5;
  std::int64_t compared = 0, difference = 0;
  std::size_t named = 0;
  std::string detail;

  void differs(const std::string& what, std::int64_t by) {
    difference += by;
    if (named++ >= kNamed) return;
    if (!detail.empty()) detail += "; ";
    detail += what;
  }
  runtime::AuditFinding finding(std::string check) && {
    return {std::move(check), compared, difference, std::move(detail)};
  }
};

}  // namespace shanhai::traceability
