#include "common/db/migrations.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/fixture/child.hpp"
#include "tests/fixture/database.hpp"

namespace shanhai::db {
namespace {

using Names = std::vector<std::string>;

constexpr std::string_view kBox = R"(-- Boxes; of wood
CREATE TABLE box (id BIGINT NOT NULL, label VARCHAR(20) NOT NULL DEFAULT ';
', PRIMARY KEY (id)) /* not; the end
*/ ENGINE=InnoDB COLLATE=utf8mb4_bin;  -- one; two
INSERT INTO box (id) VALUES (1);
ALTER TABLE box ADD COLUMN weight_g BIGINT NOT NULL DEFAULT 0, ADD KEY box_label (label);
)";
constexpr Migration kBoxes[] = {
    {"test", "0001_box", kBox},
    {"test", "0002_lid",
     "CREATE TABLE lid (id BIGINT NOT NULL, PRIMARY KEY (id)) ENGINE=InnoDB COLLATE=utf8mb4_bin;\n"}};

class Migrations : public testing::Test {
 protected:
  std::int64_t count(const std::string& sql) {
    return connection_.query("SELECT COUNT(*) AS n FROM " + sql).front().get<std::int64_t>("n");
  }

  fixture::Schema schema_{"migrations", {}};
  Connection connection_ = schema_.connect();
};

TEST(SplitStatements, AtSemicolonsThatEndALine) {
  const auto statements = split_statements(kBox);
  ASSERT_EQ(statements.size(), 3u);
  EXPECT_TRUE(statements[0].starts_with("CREATE TABLE box"));
  EXPECT_TRUE(statements[0].ends_with("COLLATE=utf8mb4_bin"));
  EXPECT_EQ(statements[1], "INSERT INTO box (id) VALUES (1)");
  EXPECT_EQ(split_statements("SELECT 1"), Names{"SELECT 1"});
  EXPECT_TRUE(split_statements("-- nothing;\n/* ;\n */\n").empty());
}

TEST_F(Migrations, AreAppliedOnceInOrder) {
  EXPECT_EQ(migrate(connection_, kBoxes), (Names{"test/0001_box", "test/0002_lid"}));
  EXPECT_TRUE(migrate(connection_, kBoxes).empty());
  EXPECT_EQ(count("box"), 1);
  EXPECT_EQ(count("lid"), 0);
}

TEST_F(Migrations, AChangedTextIsAnError) {
  migrate(connection_, kBoxes);
  const auto text = std::string(kBox) + "-- later\n";
  const Migration changed[] = {{"test", "0001_box", text}};
  try {
    migrate(connection_, changed);
    FAIL();
  } catch (const DatabaseError& e) {
    EXPECT_NE(std::string(e.what()).find("test/0001_box was changed"), std::string::npos) << e.what();
  }
}

TEST_F(Migrations, SeveralProcessesAtOnceApplyOnce) {
  std::vector<std::thread> processes;
  std::atomic<std::size_t> applied{0};
  for (int i = 0; i < 6; ++i) {
    processes.emplace_back([&] {
      const ThreadGuard guard;
      auto connection = schema_.connect();
      applied += migrate(connection, kBoxes).size();
    });
  }
  for (auto& process : processes) process.join();
  EXPECT_EQ(applied, 2u);
  EXPECT_EQ(count("box"), 1);
}

TEST_F(Migrations, OneThatFailsInTheMiddleGoesOnThere) {
  connection_.execute(
      "CREATE TABLE old (id BIGINT NOT NULL, code BIGINT NOT NULL, PRIMARY KEY (id)) COLLATE=utf8mb4_bin");
  connection_.execute("INSERT INTO old (id, code) VALUES (1, 5), (2, 5)");
  const Migration migration[] = {
      {"test", "0001_unique", R"(CREATE TABLE fresh (id BIGINT NOT NULL, PRIMARY KEY (id)) COLLATE=utf8mb4_bin;
INSERT INTO fresh (id) VALUES (1);
ALTER TABLE old ADD UNIQUE KEY old_code (code);
INSERT INTO fresh (id) VALUES (2);
)"}};
  for (int i = 0; i < 2; ++i) {
    try {
      migrate(connection_, migration);
      FAIL();
    } catch (const DatabaseError& e) {
      EXPECT_NE(std::string(e.what()).find("test/0001_unique, statement 3"), std::string::npos) << e.what();
    }
    EXPECT_EQ(count("fresh"), 1);
  }
  connection_.execute("UPDATE old SET code = 6 WHERE id = 2");
  EXPECT_EQ(migrate(connection_, migration), Names{"test/0001_unique"});
  EXPECT_EQ(count("fresh"), 2);
}

// A table that is there already is a mistake, not a sign of an interrupted run.
TEST_F(Migrations, WhatOthersMadeIsNotTakenForDone) {
  connection_.execute("CREATE TABLE lid (other BIGINT NOT NULL, PRIMARY KEY (other)) COLLATE=utf8mb4_bin");
  for (int i = 0; i < 2; ++i) EXPECT_THROW(migrate(connection_, kBoxes), DatabaseError);
}

TEST(MigrationChild, DISABLED_Migrates) {
  Connection connection({fixture::from_parent("ADDRESS"), fixture::from_parent("SCHEMA"),
                         fixture::from_parent("SCHEMA"), fixture::from_parent("PASSWORD"), ""});
  migrate(connection, kBoxes);
}

TEST_F(Migrations, AProcessKilledInTheMiddleIsResumed) {
  int kills = 0;
  for (const std::string point : {"db.migration.before_statement", "db.migration.after_statement"}) {
    const fixture::Schema schema("killed", {});
    for (int passage = 1;; ++passage) {
      const auto& endpoint = schema.endpoint();
      const auto end = fixture::run_child("MigrationChild.DISABLED_Migrates",
                                          {{"ADDRESS", endpoint.address},
                                           {"SCHEMA", endpoint.schema},
                                           {"PASSWORD", endpoint.password},
                                           {"SHANHAI_KILL_AT", point + ":" + std::to_string(passage)}});
      if (!end.killed) {
        EXPECT_EQ(end.exit_code, 0);
        break;
      }
      ++kills;
    }
    auto connection = schema.connect();
    EXPECT_TRUE(migrate(connection, kBoxes).empty());
    EXPECT_EQ(connection.query("SELECT weight_g FROM box").size(), 1u);
    EXPECT_EQ(connection.query("SELECT id FROM lid").size(), 0u);
  }
  EXPECT_GE(kills, 4);
}

TEST(Bootstrap, GivesTheUserItsOwnSchemaOnly) {
  const fixture::Schema mine("mine", {kBoxes});
  const fixture::Schema other("other", {kBoxes});
  auto connection = mine.connect();
  EXPECT_EQ(connection.query("SELECT id FROM box").size(), 1u);
  EXPECT_THROW(connection.query("SELECT id FROM `" + other.endpoint().schema + "`.box"), DatabaseError);
  EXPECT_THROW(connection.execute("CREATE DATABASE more"), DatabaseError);
  // An underscore in a grant stands for any character unless it is escaped.
  auto like_mine = mine.endpoint().schema;
  like_mine[like_mine.find('_')] = 'x';
  Connection admin(fixture::DatabaseServer::shared().admin());
  admin.execute("CREATE DATABASE " + like_mine);
  EXPECT_THROW(connection.execute("CREATE TABLE " + like_mine + ".t (id BIGINT NOT NULL, PRIMARY KEY (id))"),
               DatabaseError);
  admin.execute("DROP DATABASE " + like_mine);
}

TEST(Bootstrap, SetsThePasswordAgain) {
  const fixture::Schema schema("password", {});
  auto endpoint = schema.endpoint();
  Connection admin(fixture::DatabaseServer::shared().admin());
  bootstrap_schema(admin, {endpoint.schema, endpoint.user, "it's new\\"});
  EXPECT_THROW(schema.connect(), ConnectionLost);
  endpoint.password = "it's new\\";
  EXPECT_EQ(Connection(endpoint).query("SELECT 1 AS one").size(), 1u);
  EXPECT_THROW(bootstrap_schema(admin, {"bad`name", "user", "x"}), std::invalid_argument);
  EXPECT_THROW(bootstrap_schema(admin, {"name", "bad'user", "x"}), std::invalid_argument);
}

}  // namespace
}  // namespace shanhai::db
