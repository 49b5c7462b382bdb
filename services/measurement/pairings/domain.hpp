// Which Guangdong region is paired with which county, and when. Dated data, decided by governments; never code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"

namespace shanhai::measurement {

struct Pairing {
  std::string buyer_division;     // prefecture or district of Guangdong
  std::string origin_division;    // supported county
  Date valid_from{}, valid_to{};  // inclusive
  std::string date_precision;     // year, month, day
  std::string standing;           // documented, inferred, entered
  std::string note;
  std::int64_t revision = 1;  // of the list, since when it is known here
};

// Attributes purchases to pairings.
class PairingTable {
 public:
  explicit PairingTable(std::vector<Pairing> pairings) : pairings_(std::move(pairings)) {}

  // "440600-513436"; the most specific buyer division wins, so a purchase counts once. "partner_not_recorded" for a
  // supported county that has no pairing at all; "none" where nothing fits the buyer or the day. Inferred pairings are
  // marked "442000-513331:inferred", apart from documented ones.
  std::string name_of(std::string_view buyer_division, std::string_view production_county, Date attributed_on) const;
  // Whether a purchase on some day from `from` to `to` can be told under the pairing of the two.
  bool may_count(std::string_view buyer_division, std::string_view origin_division, Date from, Date to) const;
  const std::vector<Pairing>& all() const { return pairings_; }

 private:
  std::vector<Pairing> pairings_;
};

// Whether name_of() could say this: of divisions that are known.
bool is_pairing_name(std::string_view name);

// Every row whose end is the newest of its pair ends at `to` instead, if that is later: an installation's own setting
// for demonstrations, said so in every answer.
void extend_newest(std::vector<Pairing>& pairings, Date to);

// sql/seed/pairings.csv. Throws std::logic_error on a malformed row (the file is compiled in).
std::vector<Pairing> parse_pairings_csv(std::string_view csv);

// invalid: names the wrong field of a row an operator entered.
Result<void> check_pairing(const Pairing& pairing);

}  // namespace shanhai::measurement
