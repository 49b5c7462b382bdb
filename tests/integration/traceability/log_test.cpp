#include <gtest/gtest.h>

#include "services/traceability/epcis/recorder.hpp"
#include "tests/integration/traceability/log_world.hpp"

namespace shanhai::traceability {
namespace {

class Log : public LogWorld {
 protected:
  std::string proof_of(const epcis::StoredEvent& event) { return must(log.proof_file(event.id)); }
  bool proves(const std::string& file, const std::vector<tlog::VerifierKey>& by,
              const std::optional<std::string>& event = std::nullopt) {
    const auto verdict = tlog::verify_proof(file, by, event);
    return verdict.has_value() && verdict->proven;
  }
};

TEST_F(Log, ProvesEveryEventOfALot) {
  const auto chain = tea();
  put_on_sale(chain, 60);
  ship(chain, 4);
  const auto events = recorded();
  EXPECT_EQ(refused(log.proof_file(events.front().id)).code, "log_entry_not_found") << "not taken in yet";
  EXPECT_EQ(integrate(), static_cast<std::int64_t>(events.size()));
  EXPECT_EQ(newest_checkpoint().size, events.size());
  EXPECT_EQ(newest_checkpoint().origin, "shanhai.example/v1/log");
  for (std::size_t i = 0; i < events.size(); ++i) {
    SCOPED_TRACE(i);
    const auto file = proof_of(events[i]);
    EXPECT_TRUE(proves(file, keys(), events[i].body));
    EXPECT_TRUE(proves(file, keys()));
    EXPECT_FALSE(proves(file, keys(), events[(i + 1) % events.size()].body));
    EXPECT_EQ(tlog::ProofFile::parse(file).value().index, i) << "in the order of recording";
    const auto found = must(log.entry(tlog::entry_of(events[i].body).value()));
    EXPECT_EQ(found.event_id, events[i].id) << "who has the event finds its place";
    EXPECT_EQ(found.proof, log_proof_path(events[i].id));
  }
  EXPECT_EQ(refused(log.entry(sha256("no event"))).code, "log_entry_not_found");
  EXPECT_EQ(integrate(), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM log_checkpoint"), 1) << "nothing new, nothing signed";
  EXPECT_EQ(log_differences(), "");
  EXPECT_EQ(audit_differences(), "");
}

// What anybody may read of the log tells nothing of who delivered.
TEST_F(Log, TellsDigestsOnly) {
  const auto chain = tea();
  integrate();
  const auto page = must(log.entries(chain.packed.lot_id, {}));
  ASSERT_EQ(page.items.size(), 4u);
  auto text = json::print(page) + must(log.newest_checkpoint());
  for (const auto& entry : page.items) text += must(log.proof_file(entry.event_id));
  text += must(log.tile({true, 0, 0, 4}));
  for (const auto& secret : {chain.households[0].str(), std::string("阿木"), chain.raw.lot_id.str()})
    EXPECT_EQ(text.find(secret), text.npos) << secret;
  EXPECT_EQ(refused(log.entries(chain.raw.lot_id, {})).code, "lot_not_found") << "raw lots have no page";
}

TEST_F(Log, IsLinkedFromTheTrace) {
  const auto chain = tea();
  EXPECT_TRUE(trace(chain.packed).log_proofs.empty());
  integrate();
  const auto view = trace(chain.packed);
  ASSERT_EQ(view.log_proofs.size(), 1u) << "its packing; what it was made of stands in the list";
  EXPECT_EQ(view.log_entries, "/v1/lots/" + chain.packed.lot_id.str() + "/log-entries");
  const auto own = must(traces.own_trace(chain.owner, chain.packed.lot_id, {}, http::Language::zh));
  EXPECT_EQ(own.events.back().log_proof, view.log_proofs[0].proof);
  const auto all = must(log.entries(chain.packed.lot_id, {})).items;
  ASSERT_EQ(static_cast<std::int64_t>(all.size()), view.epcis_event_count);
  ASSERT_EQ(all.size(), own.events.size());
  for (std::size_t i = 0; i < own.events.size(); ++i) {
    EXPECT_EQ(own.events[i].log_proof, all[i].proof) << "in the order of recording, whichever lot's";
    EXPECT_EQ(to_hex(tlog::entry_of(own.documents[i]).value()), all[i].digest);
  }
  for (int i = 0; i < 25; ++i) {
    clock.advance(std::chrono::seconds(1));
    ship(chain, 1);
  }
  integrate();
  EXPECT_EQ(trace(chain.packed).log_proofs.size(), 20u);
  LogEntriesQuery query;
  query.limit = 3;
  const auto page = must(log.entries(chain.packed.lot_id, query));
  ASSERT_TRUE(page.next_cursor.has_value());
  query.cursor = Text<1, 512>(*page.next_cursor);
  EXPECT_EQ(must(log.entries(chain.packed.lot_id, query)).items.at(0).event_id, all.at(3).event_id);
}

// A monitor needs nothing but what is served: entries, tiles, checkpoints.
TEST_F(Log, ServesTilesFromWhichTheTreeIsBuiltAgain) {
  for (const std::size_t more : {1, 200, 55, 1, 300}) {
    record_events(more);
    clock.advance(std::chrono::seconds(10));
    integrate();
  }
  const auto size = newest_checkpoint().size;
  ASSERT_EQ(size, 557u);
  std::string leaves, hashes;
  for (std::uint64_t index = 0; index * 256 < size; ++index) {
    const auto width = static_cast<std::size_t>(std::min<std::uint64_t>(256, size - index * 256));
    const auto bundle = must(log.tile({true, 0, index, width}));
    ASSERT_EQ(bundle.size(), width * 34);
    for (std::size_t i = 0; i < width; ++i) {
      EXPECT_EQ(bundle.substr(i * 34, 2), std::string("\0\x20", 2));
      leaves += tlog::leaf_hash(bundle.substr(i * 34 + 2, 32));
    }
    hashes += must(log.tile({false, 0, index, width}));
  }
  EXPECT_EQ(hashes, leaves);
  tlog::Edge edge;
  std::vector<tlog::Tile> full;
  std::map<std::uint64_t, std::string> roots{{0, tlog::root_of_nothing()}};
  for (std::size_t i = 0; i < size; ++i) {
    edge.append(leaves.substr(i * 32, 32), full);
    roots[i + 1] = edge.root();
  }
  EXPECT_EQ(must(log.tile({false, 1, 0, 2})), std::string(edge.partial(1)));
  EXPECT_EQ(must(log.tile({false, 0, 0, 7})), leaves.substr(0, 7 * 32)) << "cut from the full one";
  EXPECT_EQ(must(log.tile({false, 0, 2, 3})), leaves.substr(512 * 32, 3 * 32));
  const tlog::TileName beyond[] = {{false, 0, 2, 256},
                                   {false, 0, 2, 46},
                                   {false, 1, 0, 3},
                                   {false, 2, 0, 1},
                                   {false, 63, 0, 1},
                                   {true, 0, 3, 1},
                                   {false, 0, 900'000'000'000'000'000, 256}};
  for (const auto& name : beyond) EXPECT_EQ(refused(log.tile(name)).code, "tile_not_found") << tlog::tile_path(name);
  for (const std::uint64_t at : {1, 201, 256, 257, 557}) {
    const auto note = tlog::Note::parse(must(log.checkpoint(at))).value();
    EXPECT_EQ(tlog::Checkpoint::parse(note.text).value().root, roots[at]) << at;
    for (const auto& key : keys()) {
      EXPECT_TRUE(std::any_of(note.lines.begin(), note.lines.end(),
                              [&](const auto& line) { return tlog::verifies(key, line, note.text); }));
    }
  }
  EXPECT_EQ(refused(log.checkpoint(2)).code, "checkpoint_not_found");
}

TEST_F(Log, ProvesThatItOnlyGrew) {
  const auto chain = tea();
  integrate();
  record_events(296);
  clock.advance(std::chrono::seconds(10));
  integrate();
  const auto bytes = [](const std::vector<std::string>& hex) {
    std::vector<tlog::Hash> out;
    for (const auto& hash : hex) out.push_back(from_hex(hash).value());
    return out;
  };
  const std::pair<std::uint64_t, std::uint64_t> spans[] = {{0, 300},   {4, 300}, {4, 4},    {255, 256},
                                                           {256, 300}, {1, 2},   {299, 300}};
  for (const auto& [from, to] : spans) {
    ConsistencyQuery query;
    query.from = static_cast<std::int64_t>(from);
    query.to = static_cast<std::int64_t>(to);
    const auto proof = must(log.consistency(query));
    EXPECT_TRUE(tlog::verify_consistency(from, to, from_hex(proof.from_root_hash).value(),
                                         from_hex(proof.to_root_hash).value(), bytes(proof.hashes)))
        << from << " to " << to;
  }
  ConsistencyQuery wrong;
  wrong.from = 5;
  wrong.to = 4;
  EXPECT_EQ(refused(log.consistency(wrong)).fields.at(0).pointer, "query/from");
  wrong.to = 301;
  EXPECT_EQ(refused(log.consistency(wrong)).fields.at(0).pointer, "query/to");
  const auto event = recorded().front().id;
  for (const std::int64_t size : {1, 4, 256, 300}) {
    InclusionQuery query;
    query.size = size;
    const auto proof = must(log.inclusion(event, query));
    EXPECT_TRUE(tlog::verify_inclusion(from_hex(proof.leaf_hash).value(), 0, static_cast<std::uint64_t>(size),
                                       bytes(proof.hashes), from_hex(proof.root_hash).value()));
  }
  EXPECT_EQ(must(log.inclusion(event, {})).size, 300);
  InclusionQuery before;
  before.size = 0;
  EXPECT_EQ(refused(log.inclusion(event, before)).fields.at(0).pointer, "query/size");
  EXPECT_EQ(refused(log.inclusion(EpcisEventId::make(clock, random), {})).code, "log_entry_not_found");
}

TEST_F(Log, TakesCosignaturesOfItsWitnessesOnly) {
  const auto chain = tea();
  integrate();
  const auto first = newest();
  const auto stranger = auth::SigningKey::make(random);
  const tlog::VerifierKey strange{witness.name, tlog::KeyKind::cosignature, stranger.public_key};
  const tlog::Note foreign{first.text, {tlog::sign(strange, stranger.secret, first.text, now_seconds())}};
  EXPECT_EQ(refused(log.cosign(foreign.str(), {})).code, "unknown_witness");
  EXPECT_EQ(refused(log.cosign(first.str(), {})).code, "unknown_witness") << "the log's own line is no witness's";
  EXPECT_EQ(refused(log.cosign("nonsense", {})).kind, ErrorKind::invalid);
  auto note = tlog::Note::parse(cosigned(first, now_seconds())).value();
  note.lines[0].signature.back() ^= 1;
  EXPECT_EQ(refused(log.cosign(note.str(), {})).code, "cosignature_invalid");
  EXPECT_EQ(refused(log.cosign(cosigned(first, now_seconds() + 3600), {})).code, "cosignature_invalid");
  tlog::Note other{tlog::Checkpoint{"shanhai.example/v1/log", 4, sha256("another tree")}.text(), {}};
  EXPECT_EQ(refused(log.cosign(cosigned(other, now_seconds()), {})).code, "checkpoint_unknown");
  other.text = tlog::Checkpoint{"shanhai.example/v1/log", 3, sha256("another size")}.text();
  EXPECT_EQ(refused(log.cosign(cosigned(other, now_seconds()), {})).code, "checkpoint_unknown");
  EXPECT_EQ(count("SELECT COUNT(*) FROM log_cosignature"), 0);

  const auto handed_in = cosigned(first, now_seconds());
  EXPECT_EQ(must(log.cosign(handed_in, {})).witnesses, std::vector<std::string>{witness.name});
  must(log.cosign(handed_in, {}));
  EXPECT_EQ(count("SELECT COUNT(*) FROM log_cosignature"), 1) << "once";
  EXPECT_EQ(events_of(kLogCosigned).size(), 1u);
  clock.advance(std::chrono::seconds(60));
  must(log.cosign(cosigned(first, now_seconds()), {}));
  const auto shown = newest();
  ASSERT_EQ(shown.lines.size(), 3u) << "the newest of each witness";
  EXPECT_EQ(tlog::time_of(shown.lines[2]), now_seconds());
  EXPECT_TRUE(tlog::verifies(witness, shown.lines[2], shown.text));

  // What a witness has seen is what a buyer should be shown.
  auto with_witness = keys();
  with_witness.push_back(witness);
  record_events(1);
  integrate();
  const auto events = recorded();
  EXPECT_EQ(newest().lines.size(), 2u);
  EXPECT_TRUE(proves(proof_of(events.front()), with_witness, events.front().body));
  EXPECT_FALSE(proves(proof_of(events.back()), with_witness, events.back().body)) << "it came later";
  EXPECT_TRUE(proves(proof_of(events.back()), keys(), events.back().body));
  EXPECT_EQ(log_differences(), "");
}

TEST_F(Log, KeepsItsKeysAndItsNameWhereverItIsServed) {
  const auto before = must(log.identity());
  EXPECT_EQ(before.witness_keys, std::vector<std::string>{witness.str()});
  tlog::LogKeys moved(vault, random, tlog::origin_below("https://elsewhere.example"));
  LogService again(service.database, sequencer, moved, random, {});
  EXPECT_EQ(must(again.identity()).verifier_keys, before.verifier_keys);
  EXPECT_EQ(must(again.identity()).origin, "shanhai.example/v1/log");
  EXPECT_EQ(events_of(tlog::kLogKeyAdded).size(), 2u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM log_key WHERE LENGTH(secret) <= 32"), 0) << "sealed";
}

TEST_F(Log, TwoProcessesNeverWorkAtOnce) {
  record_events(3);
  sql("UPDATE log_state SET holder = 'another', fence = 7, leased_until = '2026-11-23 08:30:05'");
  EXPECT_EQ(integrate(), 0) << "the other has its lease";
  clock.advance(std::chrono::seconds(6));
  EXPECT_EQ(integrate(), 3);
  EXPECT_EQ(count("SELECT COUNT(*) FROM log_state WHERE fence = 8"), 1);
  // Whoever lost it in between changes nothing.
  record_events(1);
  const auto late = service.transaction([&](db::Tx& tx) -> Result<void> {
    auto state = tlog::store::get_state(tx);
    auto after = state;
    --state.fence;
    const auto waiting = tlog::store::list_waiting(tx, EpcisEventId(), 10);
    try {
      tlog::store::append(tx, state, after, waiting, {});
    } catch (const db::Objection&) {
      return Error::conflict("fenced");
    }
    return {};
  });
  ASSERT_TRUE(late.has_error());
  EXPECT_EQ(late.error().code, "fenced");
  EXPECT_EQ(integrate(), 1);
  EXPECT_EQ(log_differences(), "");
}

TEST_F(Log, TakesInWhatWasStoredWithoutWaiting) {
  record_events(600);
  sql("UPDATE log_waiting SET id = SUBSTRING(entries, 97, 16), entries = SUBSTRING(entries, 97) ORDER BY id LIMIT 1");
  EXPECT_EQ(integrate(), 598);
  clock.advance(std::chrono::hours(25));
  record_events(600);
  sql("UPDATE log_waiting SET entries = LEFT(entries, LENGTH(entries) - 144) ORDER BY id DESC LIMIT 1");
  EXPECT_NE(log_differences(), "");
  EXPECT_EQ(run(integrator.refill()), 5);
  EXPECT_EQ(run(integrator.refill()), 0) << "once";
  EXPECT_EQ(integrate(), 602);
  EXPECT_EQ(log_differences(), "");
  EXPECT_EQ(count("SELECT COUNT(*) FROM epcis_event WHERE id <= (SELECT refilled_to FROM log_state)"), 600)
      << "what was recorded just now is looked at again";
  record_events(1);
  sql("DELETE FROM log_waiting");
  tlog::Integrator another(service.database, log_keys, random, std::chrono::seconds(5));
  Background process([](const std::string&, const std::string& what) { ADD_FAILURE() << what; });
  another.start(process);
  process.stop();
  EXPECT_EQ(count("SELECT COUNT(*) FROM log_leaf") +
                count("SELECT COALESCE(SUM(LENGTH(entries)) DIV 48, 0) AS `COUNT(*)` FROM log_waiting"),
            1201)
      << "every start looks";
  EXPECT_EQ(log_differences(), "");
}

// Events of long apart that are let wait together are found one by one by whoever looks next, behind what is settled.
TEST_F(Log, EventsOfLongApartWaitOnce) {
  for (const auto later : {2, 30, 0}) {
    record_events(1);
    clock.advance(std::chrono::hours(later));
  }
  sql("DELETE FROM log_waiting");
  EXPECT_EQ(run(integrator.refill()), 3);
  EXPECT_EQ(run(integrator.refill()), 0) << "the last one waits, though the page begins long behind the first one";
  EXPECT_EQ(log_differences(), "");
  EXPECT_EQ(integrate(), 3);
  EXPECT_EQ(log_differences(), "");
}

// What stood there before the log did.
TEST(LogMigration, TakesInWhatWasRecordedBefore) {
  const std::span<const db::Migration> all(sql::traceability::kMigrations);
  const auto first_with_log = std::find_if(all.begin(), all.end(), [](const auto& m) {
    return std::string_view(m.name).find("_log") != std::string_view::npos;
  });
  ASSERT_NE(first_with_log, all.end());
  const auto before = all.first(static_cast<std::size_t>(first_with_log - all.begin()));
  fixture::Schema schema("traceability", {sql::common::kMigrations, before});
  auto connection = schema.connect();
  const std::string body = R"({"name":"苦荞","quantity":1})";
  connection.execute(
      "INSERT INTO epcis_event (id, hash, declared_at, cbv_version, event_type, event_time, record_time, biz_step, "
      "body) "
      "VALUES (x'01890000000070008000000000000001', x'" +
      to_hex(sha256("hash")) + "', '1970-01-01', 'CBV2.0', 'ObjectEvent', '2026-11-01', '2026-11-01', 'packing', '" +
      body + "')");
  std::vector<db::Migration> migrations(std::begin(sql::common::kMigrations), std::end(sql::common::kMigrations));
  migrations.insert(migrations.end(), all.begin(), all.end());
  db::migrate(connection, migrations);
  const auto rows = connection.query("SELECT entries FROM log_waiting");
  ASSERT_EQ(rows.size(), 1u);
  const auto waiting = tlog::read_waiting(rows.front().get<db::Bytes>("entries").value);
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(to_hex(waiting.front().digest), to_hex(sha256(body)));
}

}  // namespace
}  // namespace shanhai::traceability
