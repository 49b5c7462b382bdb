// What the public page says, in both languages.
#pragma once

#include "common/http/message.hpp"
#include "services/traceability/trace/api.hpp"

namespace shanhai::traceability {

struct PageTexts {
  const char *language, *other_language, *other_language_name;
  std::string site;
  std::string origin, supplier, households, lot_number, made_on, best_before;
  std::string separator, pieces;
  std::string recalled, past_best_before, unit;
  std::string recall_status, is_recalled, not_recalled;
  std::string journey;
  std::string tests, no_tests, passed, failed, report, report_hash, item, value, limit;
  std::string commitment, issued_on;
  std::string certification, valid, not_yet_valid, expired, revoked;
  std::string log, log_meaning, log_proofs, log_all;
  std::string privacy;
  std::string gtin, recalled_lots, newest_lots, which_lot, no_lots;  // of a product without a lot
  std::string links, links_meaning;                                  // of a code
  std::string household_unit, household_unit_plural;
  std::string events_before, events_behind;

  std::string household_count(std::int64_t count) const {
    return std::to_string(count) + (count == 1 ? household_unit : household_unit_plural);
  }
  std::string events(std::int64_t count) const { return events_before + std::to_string(count) + events_behind; }
  const std::string& standing(CertificationStanding standing) const;
};

const PageTexts& page_texts(http::Language language);

}  // namespace shanhai::traceability
