#include "services/measurement/pairings/store.hpp"

#include <map>

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {
namespace {

namespace q = sql::measurement;

constexpr Instant kBeginning{};

void insert_pairing(db::Tx& tx, const Pairing& p, std::int64_t revision, Instant recorded_at) {
  tx.execute(q::insert_pairing, {{"buyer", p.buyer_division},
                                 {"origin", p.origin_division},
                                 {"valid_from", p.valid_from},
                                 {"valid_to", p.valid_to},
                                 {"precision", p.date_precision},
                                 {"standing", p.standing},
                                 {"note", p.note},
                                 {"revision", revision},
                                 {"recorded_at", recorded_at}});
}

}  // namespace

std::vector<Pairing> list_pairings(db::Tx& tx, std::int64_t revision) {
  std::vector<Pairing> out;
  for (const auto row : tx.query(q::list_pairings, {{"revision", revision}})) {
    Pairing pairing{row.get<std::string>("buyer_division"),
                    row.get<std::string>("origin_division"),
                    row.get<Date>("valid_from"),
                    row.get<Date>("valid_to"),
                    row.get<std::string>("date_precision"),
                    row.get<std::string>("standing"),
                    row.get<std::string>("note"),
                    row.get<std::int64_t>("revision")};
    const bool replaces = !out.empty() && out.back().buyer_division == pairing.buyer_division &&
                          out.back().origin_division == pairing.origin_division &&
                          out.back().valid_from == pairing.valid_from;
    if (replaces) out.pop_back();
    out.push_back(std::move(pairing));
  }
  return out;
}

std::int64_t pairings_revision(db::Tx& tx) {
  return tx.query(q::find_pairing_revision).front().get<std::int64_t>("revision");
}

std::int64_t pairings_revision(db::Tx& tx, Instant recorded) {
  return tx.query(q::find_pairing_revision_at, {{"recorded_at", recorded}}).front().get<std::int64_t>("revision");
}

std::int64_t lock_pairings_revision(db::Tx& tx) {
  return tx.query(q::lock_pairing_revision).front().get<std::int64_t>("revision");
}

void put_pairing(db::Tx& tx, const Pairing& pairing) {
  const auto revision = lock_pairings_revision(tx) + 1;
  insert_pairing(tx, pairing, revision, tx.now());
  tx.execute(q::advance_pairing_revision, {{"revision", revision}});
}

void seed_pairings(db::Tx& tx, const std::vector<Pairing>& pairings) {
  const auto newest = lock_pairings_revision(tx);
  const bool first = list_pairings(tx, newest).empty();
  const auto revision = first ? newest : newest + 1;
  bool brought = false;
  for (const auto& pairing : pairings) {
    const auto known = tx.query(
        q::find_pairing,
        {{"buyer", pairing.buyer_division}, {"origin", pairing.origin_division}, {"valid_from", pairing.valid_from}});
    if (!known.empty()) continue;
    insert_pairing(tx, pairing, revision, first ? kBeginning : tx.now());
    brought = true;
  }
  if (brought && !first) tx.execute(q::advance_pairing_revision, {{"revision", revision}});
}

}  // namespace shanhai::measurement::store
