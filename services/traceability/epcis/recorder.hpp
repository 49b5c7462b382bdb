// Appends events to the repository, in the transaction of the change they tell.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "common/base/random.hpp"
#include "common/db/transaction.hpp"
#include "services/traceability/epcis/event.hpp"

namespace shanhai::traceability::epcis {

class Recorder {
 public:
  // `recording` is told each lot whose events are about to be committed, before they are; from the transaction's
  // thread.
  Recorder(const Names& names, Random& random, std::function<void(LotId)> recording = {})
      : names_(names), random_(random), recording_(std::move(recording)) {}

  // DuplicateKey: an event with the same hash, that is the same event, stands there already.
  void record(db::Tx& tx, const std::vector<LotEvent>& events) const;
  void record(db::Tx& tx, LotEvent event) const { record(tx, std::vector<LotEvent>{std::move(event)}); }
  const Names& names() const { return names_; }

 private:
  const Names& names_;
  Random& random_;
  const std::function<void(LotId)> recording_;
};

// A recorded event as it is stored.
struct StoredEvent {
  EpcisEventId id;
  std::string hash;           // 32 bytes
  std::string event_id_hash;  // of its eventID: id_digest()
  std::string cbv_version;
  std::string event_type, biz_step;
  Instant event_time{}, record_time{}, declared_at{};
  std::string body;  // canonical JSON-LD
};

// What differs between a stored event's columns, its eventID and its body; empty: nothing.
std::string tampering(const StoredEvent& event);

}  // namespace shanhai::traceability::epcis
