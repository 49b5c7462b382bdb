// The transparency log beside traceability's other parts, with a witness.
#pragma once

#include "common/auth/tokens.hpp"
#include "common/base/encoding.hpp"
#include "services/traceability/log/audit.hpp"
#include "services/traceability/log/integrator.hpp"
#include "services/traceability/log/service.hpp"
#include "services/traceability/log/store.hpp"
#include "services/traceability/log/verify.hpp"
#include "tests/integration/traceability/world.hpp"

namespace shanhai::traceability {

class LogWorld : public World {
 protected:
  LogWorld() : witness_secret(auth::SigningKey::make(random)) {}

  // Takes in what was recorded, and signs.
  std::int64_t integrate() { return run(integrator.run_once()); }
  // Events of a lot of its own, without the rest of its story.
  void record_events(std::size_t count) {
    const auto chain_lot = LotId::make(clock, random);
    std::vector<epcis::LotEvent> made;
    for (std::size_t i = 0; i < count; ++i) {
      epcis::LotEvent event;
      event.event_time = clock.now() + std::chrono::milliseconds(i);
      event.biz_step = "storing";
      event.division = kZhaojue;
      event.amounts = {{chain_lot, kPublicUrl + std::string("/class/") + chain_lot.str(), 1, Unit::pcs}};
      event.journey = {chain_lot, Step::process, kZhaojue, 1};
      made.push_back(std::move(event));
    }
    const auto done = service.transaction([&](db::Tx& tx) -> Result<void> {
      recorder.record(tx, made);
      return {};
    });
    if (done.has_error()) throw std::runtime_error(describe(done.error()));
  }
  std::vector<tlog::VerifierKey> keys() {
    std::vector<tlog::VerifierKey> out;
    for (const auto& text : must(log.identity()).verifier_keys) out.push_back(tlog::VerifierKey::parse(text).value());
    return out;
  }
  tlog::VerifierKey witness_key() const { return witness; }
  tlog::Note newest() { return tlog::Note::parse(must(log.newest_checkpoint())).value(); }
  tlog::Checkpoint newest_checkpoint() { return tlog::Checkpoint::parse(newest().text).value(); }
  std::uint64_t now_seconds() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count());
  }
  // The note with the witness's line instead of the log's.
  std::string cosigned(const tlog::Note& note, std::uint64_t seconds) const {
    return tlog::Note{note.text, {tlog::sign(witness, witness_secret.secret, note.text, seconds)}}.str();
  }
  void sql(const std::string& statement) {
    auto connection = service.schema.connect();
    connection.execute(statement);
  }
  // Names of the checks that differ.
  std::string log_differences(std::size_t checkpoints_at_once = 500) {
    const auto findings = audit_log(service.database, log_keys, checkpoints_at_once);
    if (findings.has_error()) return describe(findings.error());
    std::string out;
    for (const auto& finding : *findings) {
      if (finding.difference != 0) out += finding.check + ": " + finding.detail + "\n";
    }
    return out;
  }

  auth::SigningKey witness_secret;
  const tlog::VerifierKey witness{"agency.example/见证", tlog::KeyKind::cosignature, witness_secret.public_key};
  tlog::LogKeys log_keys{vault, random, tlog::origin_below(kPublicUrl)};
  tlog::Integrator integrator{service.database, log_keys, random, std::chrono::seconds(5)};
  LogService log{service.database, sequencer, log_keys, random, {witness}};
};

}  // namespace shanhai::traceability
