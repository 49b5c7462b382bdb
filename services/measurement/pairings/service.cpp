#include "services/measurement/pairings/service.hpp"

namespace shanhai::measurement {

PairingList Pairings::read(db::Tx& tx) const {
  PairingList out;
  out.version = store::pairings_revision(tx);
  auto pairings = store::list_pairings(tx, out.version);
  if (policy_.extend_pairings_to) {
    extend_newest(pairings, *policy_.extend_pairings_to);
    out.note = "the newest pairings are extended to " + to_string(*policy_.extend_pairings_to) +
               " by this installation's settings";
  }
  for (const auto& p : pairings) {
    out.items.push_back({p.buyer_division, p.origin_division, p.valid_from, p.valid_to, Text<3, 8>(p.date_precision),
                         Text<1, 12>(p.standing), Text<0, 200>(p.note)});
  }
  return out;
}

Task<Result<PairingList>> Pairings::list() {
  auto work = [this](db::Tx& tx) -> Result<PairingList> { return read(tx); };
  co_return co_await database_.snapshot(std::move(work));
}

Task<Result<PairingList>> Pairings::put(auth::Principal caller, PairingEntry entry, std::int64_t version) {
  const Pairing pairing{entry.buyer_division,
                        entry.origin_division,
                        entry.valid_from,
                        entry.valid_to,
                        entry.date_precision ? entry.date_precision->str() : "day",
                        "entered",
                        entry.note ? entry.note->str() : "",
                        1};
  SH_CO_CHECK(check_pairing(pairing));
  auto work = [this, caller, pairing, entry, version](db::Tx& tx) -> Result<PairingList> {
    if (store::lock_pairings_revision(tx) != version)
      return Error::precondition_failed("the pairings were changed since they were read");
    store::put_pairing(tx, pairing);
    audit_read(tx, random_, caller, "measurement.pairing.written", json::write(entry).as_object());
    return read(tx);
  };
  co_return co_await database_.transaction(std::move(work));
}

}  // namespace shanhai::measurement
