-- The least part of a canteen's purchases that a budget unit reserves for certified goods: dated data of governments. The
-- most specific region counts, of it the newest year that has come, of that the newest version.
CREATE TABLE reserved_share_ratio (
  region VARCHAR(6) CHARACTER SET ascii NOT NULL,          -- GB/T 2260; '*': the whole country
  year SMALLINT NOT NULL,                                  -- from this year on
  version BIGINT NOT NULL,
  ratio_ppm BIGINT NOT NULL,                               -- 300000: 30 %
  standing VARCHAR(12) CHARACTER SET ascii NOT NULL,       -- documented, assumed, entered
  source VARCHAR(300) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  entered_by BINARY(16) NOT NULL,                          -- zero: came with the program
  entered_at DATETIME(6) NOT NULL,
  PRIMARY KEY (region, year, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO reserved_share_ratio (region, year, version, ratio_ppm, standing, source, reason, entered_by, entered_at) VALUES
  ('*', 2021, 1, 100000, 'assumed', '财政部等 2021 年起预留比例不低于 10%；2021 年文件未核对原文', '', X'00000000000000000000000000000000', '2026-01-01 00:00:00'),
  ('*', 2024, 1, 100000, 'documented', '财政部 2024-01-08 通知（中国新闻网）：不低于年度食堂食材采购份额的 10%', '', X'00000000000000000000000000000000', '2026-01-01 00:00:00'),
  ('440000', 2021, 1, 300000, 'documented', '广东省财政厅等（中国政府采购报 2021-06-10）：原则上不低于年度食堂食材采购总金额的 30%', '', X'00000000000000000000000000000000', '2026-01-01 00:00:00'),
  ('440000', 2026, 1, 300000, 'assumed', '沿用 2021 年起的 30%；2026 年文件未见', '', X'00000000000000000000000000000000', '2026-01-01 00:00:00');

-- Until when a year's share is to be declared, and until when it is to be bought.
CREATE TABLE reserved_share_deadline (
  year SMALLINT NOT NULL,
  version BIGINT NOT NULL,
  declare_by DATE NOT NULL,                                -- inclusive, China
  buy_by DATE NOT NULL,
  remind_days INT NOT NULL,                                -- so long before each
  reason VARCHAR(500) NOT NULL,
  entered_by BINARY(16) NOT NULL,
  entered_at DATETIME(6) NOT NULL,
  PRIMARY KEY (year, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE reserved_share_declaration (
  id BINARY(16) NOT NULL,
  year SMALLINT NOT NULL,
  unit BINARY(16) NOT NULL,                                -- who files
  region VARCHAR(6) CHARACTER SET ascii NOT NULL,          -- its finance region when it filed
  canteen VARCHAR(12) CHARACTER SET ascii NOT NULL,        -- own, shared, none, outsourced, merged, abolished
  state VARCHAR(12) CHARACTER SET ascii NOT NULL,          -- submitted, sent_back, confirmed, withdrawn
  canteen_total_fen BIGINT NOT NULL,                       -- 0 where there is no canteen
  ratio_ppm BIGINT NOT NULL,
  reserved_fen BIGINT NOT NULL,
  contractor BINARY(16) NULL,                              -- who buys for an outsourced canteen
  successor BINARY(16) NULL,                               -- of a merged or abolished unit
  exempt_reason VARCHAR(500) NOT NULL,
  version BIGINT NOT NULL,
  submitted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY reserved_share_declaration_region (year, region, id),
  KEY reserved_share_declaration_unit (unit, year),
  KEY reserved_share_declaration_contractor (contractor, year),
  KEY reserved_share_declaration_successor (successor, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Whom a declaration is for: the unit itself, and those that share its canteen. A unit stands in one a year.
CREATE TABLE reserved_share_unit (
  year SMALLINT NOT NULL,
  unit BINARY(16) NOT NULL,
  declaration BINARY(16) NOT NULL,
  PRIMARY KEY (year, unit),
  KEY reserved_share_unit_declaration (declaration, unit)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Every step taken on a declaration, with what was declared then. What people wrote stays here, no event has it.
CREATE TABLE reserved_share_step (
  declaration BINARY(16) NOT NULL,
  version BIGINT NOT NULL,                                 -- of the declaration, after the step
  action VARCHAR(12) CHARACTER SET ascii NOT NULL,         -- submit, send_back, confirm, withdraw
  actor BINARY(16) NOT NULL,                               -- account
  organisation BINARY(16) NOT NULL,                        -- for which it acted
  reason VARCHAR(500) NOT NULL,
  declared TEXT NOT NULL,                                  -- JSON
  taken_at DATETIME(6) NOT NULL,
  PRIMARY KEY (declaration, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who was reminded of what. A deadline that is moved is another one.
CREATE TABLE reserved_share_reminder (
  year SMALLINT NOT NULL,
  deadline VARCHAR(8) CHARACTER SET ascii NOT NULL,        -- declare, buy
  due_on DATE NOT NULL,
  unit BINARY(16) NOT NULL,
  reminded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (year, deadline, due_on, unit)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A person counts what they buy for themselves under the unit that they work for.
CREATE TABLE employee_attribution (
  id BINARY(16) NOT NULL,
  account BINARY(16) NOT NULL,                             -- pseudonym; leaves the database in no answer and no event
  unit BINARY(16) NOT NULL,
  state VARCHAR(12) CHARACTER SET ascii NOT NULL,          -- requested, confirmed, refused, withdrawn, ended
  valid_from DATE NOT NULL,
  valid_to DATE NULL,                                      -- inclusive
  staff_reference VARBINARY(400) NULL,                     -- sealed; by what the unit knows them, gone once it has decided
  version BIGINT NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY employee_attribution_account (account, id),
  KEY employee_attribution_unit (unit, state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The one attribution of an account that is requested or confirmed.
CREATE TABLE employee_attribution_open (
  account BINARY(16) NOT NULL,
  attribution BINARY(16) NOT NULL,
  PRIMARY KEY (account)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE employee_attribution_step (
  attribution BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  action VARCHAR(12) CHARACTER SET ascii NOT NULL,         -- request, confirm, refuse, end
  by_unit TINYINT NOT NULL,                                -- 0: the person did it
  reason VARCHAR(500) NOT NULL,
  taken_at DATETIME(6) NOT NULL,
  PRIMARY KEY (attribution, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What the employees of a unit bought.
ALTER TABLE measurement_entry ADD KEY measurement_entry_account (buyer_account, measure, posted_on);
