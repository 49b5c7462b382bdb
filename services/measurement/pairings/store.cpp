#include "services/measurement/pairings/store.hpp"

#include "sql/measurement_queries.hpp"

namespace shanhai::measurement::store {

namespace q = sql::measurement;

std::vector<Pairing> list_pairings(db::Tx& tx) {
  std::vector<Pairing> out;
  for (const auto row : tx.query(q::list_pairings)) {
    out.push_back({row.get<std::string>("buyer_division"), row.get<std::string>("origin_division"),
                   row.get<Date>("valid_from"), row.get<Date>("valid_to"), row.get<std::string>("date_precision"),
                   row.get<std::string>("standing"), row.get<std::string>("note"), row.get<std::int64_t>("version")});
  }
  return out;
}

namespace {
db::Params params_of(const Pairing& p) {
  return {{"buyer", p.buyer_division},
          {"origin", p.origin_division},
          {"valid_from", p.valid_from},
          {"valid_to", p.valid_to},
          {"precision", p.date_precision},
          {"standing", p.standing},
          {"note", p.note}};
}
}  // namespace

std::int64_t pairings_version(db::Tx& tx) { return tx.query(q::pairings_version).front().get<std::int64_t>("version"); }

std::int64_t lock_pairings_version(db::Tx& tx) {
  tx.query(q::lock_pairings);
  return pairings_version(tx);  // read anew: a row may have come before those that were waited for
}

void put_pairing(db::Tx& tx, const Pairing& pairing) { tx.execute(q::put_pairing, params_of(pairing)); }

bool seed_pairing(db::Tx& tx, const Pairing& pairing) { return tx.try_insert(q::seed_pairing, params_of(pairing)); }

}  // namespace shanhai::measurement::store
