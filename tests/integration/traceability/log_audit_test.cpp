// Whatever is changed of what the log stands on, the audit finds, and a log that is not what it signed signs no more.
#include <gtest/gtest.h>

#include <random>

#include "tests/fixture/seed.hpp"
#include "tests/integration/traceability/log_world.hpp"

namespace shanhai::traceability {
namespace {

struct Change {
  const char* table;
  const char* statement;
  const char* check;  // that finds it
};

// Every column that says something. What the others say (leases, times of arrival) is nobody's proof.
constexpr Change kChanges[] = {
    {"epcis_event", "UPDATE epcis_event SET body = REPLACE(body, 'storing', 'storinG')", "log_leaves"},
    {"epcis_event", "UPDATE epcis_event SET body = INSERT(body, 10, 1, '_') ORDER BY id DESC LIMIT 1", "log_events"},
    {"epcis_event", "DELETE FROM epcis_event ORDER BY id LIMIT 1", "log_leaves"},
    {"epcis_event", "DELETE FROM epcis_event ORDER BY id DESC LIMIT 1", "log_events"},
    {"log_leaf", "UPDATE log_leaf SET digest = REVERSE(digest) WHERE leaf_index = 200", "log_leaves"},
    {"log_leaf", "UPDATE log_leaf SET event_id = REVERSE(event_id) WHERE leaf_index = 0", "log_leaves"},
    {"log_leaf", "UPDATE log_leaf SET leaf_index = 1000 WHERE leaf_index = 256", "log_leaves"},
    {"log_leaf", "DELETE FROM log_leaf WHERE leaf_index = 256", "log_leaves"},
    {"log_leaf", "INSERT INTO log_leaf VALUES (300, x'01020304050607080102030405060708', REPEAT('a', 32))",
     "log_leaves"},
    {"log_tile", "UPDATE log_tile SET tile_index = 1", "log_tiles"},
    {"log_tile", "UPDATE log_tile SET level = 1", "log_tiles"},
    {"log_tile", "DELETE FROM log_tile", "log_tiles"},
    {"log_tile", "INSERT INTO log_tile SELECT -3, tile_index, hashes FROM log_tile", "log_tiles"},
    {"log_state", "UPDATE log_state SET size = size - 1", "log_state"},
    {"log_state", "UPDATE log_state SET size = size + 1", "log_state"},
    {"log_state", "UPDATE log_state SET root = REVERSE(root)", "log_state"},
    {"log_state", "UPDATE log_state SET edge = REVERSE(edge)", "log_state"},
    {"log_checkpoint", "UPDATE log_checkpoint SET root = REVERSE(root) WHERE size = 100", "log_checkpoints"},
    {"log_checkpoint", "UPDATE log_checkpoint SET size = 101 WHERE size = 100", "log_checkpoints"},
    {"log_checkpoint", "UPDATE log_checkpoint SET size = 5000 WHERE size = 100", "log_checkpoints"},
    {"log_checkpoint", "UPDATE log_checkpoint SET note = REPLACE(note, '100', '99') WHERE size = 100",
     "log_checkpoints"},
    {"log_checkpoint", "UPDATE log_checkpoint SET note = SUBSTRING_INDEX(note, '\\n', 5) WHERE size = 100",
     "log_checkpoints"},
    {"log_checkpoint",
     "UPDATE log_checkpoint SET note = CONCAT(SUBSTRING_INDEX(note, '\\n', 5), '\\n') WHERE size = 100",
     "log_checkpoints"},
    {"log_checkpoint", "DELETE FROM log_checkpoint WHERE size = 100", "log_cosignatures"},
    {"log_cosignature", "UPDATE log_cosignature SET size = 260", "log_cosignatures"},
    {"log_cosignature", "UPDATE log_cosignature SET witness = REVERSE(witness)", "log_cosignatures"},
    {"log_cosignature", "UPDATE log_cosignature SET cosigned_at = cosigned_at + 1", "log_cosignatures"},
    {"log_cosignature", "UPDATE log_cosignature SET verifier_key = REPLACE(verifier_key, 'agency', 'other')",
     "log_cosignatures"},
    {"log_cosignature",
     "UPDATE log_cosignature SET signature = CONCAT(LEFT(signature, 8), REVERSE(SUBSTRING(signature, 9)))",
     "log_cosignatures"},
    {"log_cosignature", "UPDATE log_cosignature SET signature = INSERT(signature, 8, 1, x'00')", "log_cosignatures"},
    {"log_waiting", "UPDATE log_waiting SET entries = CONCAT(LEFT(entries, 16), REVERSE(SUBSTRING(entries, 17)))",
     "log_events"},
    {"log_waiting", "UPDATE log_waiting SET entries = CONCAT(REVERSE(LEFT(entries, 16)), SUBSTRING(entries, 17))",
     "log_events"},
    {"log_waiting", "UPDATE log_waiting SET entries = CONCAT(entries, entries)", "log_events"},
    {"log_waiting", "UPDATE log_waiting SET entries = LEFT(entries, 47)", "log_events"},
    {"log_waiting", "UPDATE log_waiting SET entries = ''", "log_events"},
    {"log_waiting", "DELETE FROM log_waiting", "log_events"},
    {"log_waiting", "INSERT INTO log_waiting SELECT INSERT(id, 16, 1, x'00'), entries FROM log_waiting", "log_events"},
    {"log_waiting",
     "INSERT INTO log_waiting SELECT event_id, CONCAT(event_id, digest) FROM log_leaf WHERE leaf_index = 3",
     "log_events"},
    {"log_key", "UPDATE log_key SET name = 'other.example/log'", "log_checkpoints"},
    {"log_key", "UPDATE log_key SET name = 'other.example/log' WHERE algorithm = 'sm2'", "log_keys"},
    {"log_key", "UPDATE log_key SET algorithm = 'rsa' WHERE algorithm = 'sm2'", "log_keys"},
    {"log_key", "UPDATE log_key SET public_key = REVERSE(public_key) WHERE algorithm = 'ed25519'", "log_keys"},
    {"log_key", "UPDATE log_key SET secret = REVERSE(secret) WHERE algorithm = 'sm2'", "log_keys"},
    {"log_key", "DELETE FROM log_key WHERE algorithm = 'sm2'", "log_keys"},
};

class LogAudit : public LogWorld {
 protected:
  // 260 leaves, two checkpoints, a cosignature of the first, and an event that still waits.
  LogAudit() {
    record_events(100);
    integrate();
    const auto handed_in = cosigned(newest(), now_seconds());
    must(log.cosign(handed_in, {}));
    clock.advance(std::chrono::seconds(10));
    record_events(160);
    integrate();
    clock.advance(std::chrono::seconds(10));
    record_events(1);
    for (const auto* table : {"epcis_event", "log_leaf", "log_tile", "log_state", "log_checkpoint", "log_cosignature",
                              "log_waiting", "log_key"}) {
      sql(std::string("CREATE TABLE kept_") + table + " LIKE " + table);
      sql(std::string("INSERT INTO kept_") + table + " SELECT * FROM " + table);
    }
  }
  void restore(const std::string& table) {
    sql("DELETE FROM " + table);
    sql("INSERT INTO " + table + " SELECT * FROM kept_" + table);
  }
};

TEST_F(LogAudit, FindsWhateverIsChanged) {
  ASSERT_EQ(log_differences(), "");
  for (const auto& change : kChanges) {
    SCOPED_TRACE(change.statement);
    sql(change.statement);
    EXPECT_NE(log_differences().find(std::string("traceability.") + change.check), std::string::npos)
        << log_differences();
    restore(change.table);
  }
  EXPECT_EQ(log_differences(), "");
}

TEST_F(LogAudit, FindsAnyByteOfAnEventATileAndACheckpoint) {
  std::mt19937_64 random_place(fixture::seed());
  const struct {
    const char *table, *column, *where;
  } places[] = {{"epcis_event", "body", "biz_step = 'storing' ORDER BY id LIMIT 1"},
                {"log_tile", "hashes", "level = 0"},
                {"log_state", "edge", "id = 1"},
                {"log_checkpoint", "note", "size = 260"}};
  for (const auto& place : places) {
    const auto length = count(std::string("SELECT CHAR_LENGTH(") + place.column + ") AS `COUNT(*)` FROM " +
                              place.table + " WHERE " + place.where);
    for (int i = 0; i < 6; ++i) {
      const auto at = std::to_string(1 + random_place() % static_cast<std::uint64_t>(length));
      const std::string column = place.column;
      const bool text = column == "body" || column == "note";
      // Another character, whichever it is: the next of its code, within ASCII.
      const auto other = text ? "CHAR((ORD(SUBSTRING(" + column + ", " + at + ", 1)) % 126) + 1 USING utf8mb4)"
                              : "CHAR((ORD(SUBSTRING(" + column + ", " + at + ", 1)) + 1) % 256)";
      sql(std::string("UPDATE ") + place.table + " SET " + column + " = INSERT(" + column + ", " + at + ", 1, " +
          other + ") WHERE " + place.where);
      EXPECT_NE(log_differences(), "") << place.table << '.' << column << " at " << at;
      restore(place.table);
    }
  }
  EXPECT_EQ(log_differences(), "");
}

TEST_F(LogAudit, ReadsCheckpointsInPages) {
  for (const std::size_t at_once : {1, 2, 3}) {
    const auto findings = audit_log(service.database, log_keys, at_once).value();
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [](const auto& f) { return f.check == "traceability.log_checkpoints"; });
    ASSERT_NE(found, findings.end());
    EXPECT_EQ(found->compared, 2);
    EXPECT_EQ(found->difference, 0) << found->detail;
    for (const auto* change : {"root = REVERSE(root) WHERE size = 260", "size = 5000 WHERE size = 260",
                               "root = REVERSE(root) WHERE size = 100"}) {
      sql(std::string("UPDATE log_checkpoint SET ") + change);
      EXPECT_NE(log_differences(at_once).find("traceability.log_checkpoints"), std::string::npos) << change;
      restore("log_checkpoint");
    }
  }
}

TEST_F(LogAudit, ADamagedLogSignsNoMore) {
  const char* damages[][2] = {
      {"log_state", "UPDATE log_state SET root = REVERSE(root)"},
      {"log_state", "UPDATE log_state SET edge = REVERSE(edge)"},
      {"log_state", "UPDATE log_state SET size = size - 4, edge = SUBSTRING(edge, 1, 0)"},
      {"log_checkpoint", "UPDATE log_checkpoint SET root = REVERSE(root) WHERE size = 260"},
  };
  for (const auto& [table, statement] : damages) {
    sql(statement);
    EXPECT_THROW(integrate(), std::exception) << statement;
    EXPECT_EQ(count("SELECT COUNT(*) FROM log_checkpoint WHERE size > 260"), 0) << statement;
    for (const auto* each : {"log_state", "log_checkpoint", "log_leaf", "log_tile", "log_waiting"}) restore(each);
  }
  EXPECT_EQ(integrate(), 1);
  EXPECT_EQ(log_differences(), "");
}

}  // namespace
}  // namespace shanhai::traceability
