-- What looks like a purchase that was none (docs/decisions/0028): flags with their evidence, and the sums that the rules look at.
-- The sums follow numbered streams and are written under one lock, so that however the streams are divided the same is found.
CREATE TABLE flag (
  id BINARY(16) NOT NULL,                                  -- of rule and evidence: the same evidence flags once
  rule VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  evidence_key BINARY(32) NOT NULL,
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- open, explained, confirmed, dismissed
  version BIGINT NOT NULL,
  supplier BINARY(16) NOT NULL,                            -- zero: about none
  buyer_organisation BINARY(16) NOT NULL,                  -- zero: about none, or a person
  buyer_division VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  county VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- of production
  occurred_on DATE NOT NULL,
  amount_fen BIGINT NOT NULL,
  evidence TEXT NOT NULL,                                  -- JSON: ids and figures, no person
  raised_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY flag_evidence (rule, evidence_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE flag_step (
  flag_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,                                 -- the flag's, after the step
  action VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation BINARY(16) NULL,
  reason VARCHAR(500) NOT NULL,
  taken_at DATETIME(6) NOT NULL,
  PRIMARY KEY (flag_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Held by whoever writes the sums below.
CREATE TABLE flag_writer (
  id TINYINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO flag_writer (id) VALUES (1);

-- What one buyer paid one supplier in a year, and what of it went back after it had been counted.
CREATE TABLE flag_pair (
  supplier BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,                               -- organisation, or account: a pseudonym
  year SMALLINT NOT NULL,
  is_person TINYINT NOT NULL,
  buyer_division VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  county VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- of production, of the last order's first line
  paid_orders BIGINT NOT NULL,
  paid_fen BIGINT NOT NULL,
  refunds BIGINT NOT NULL,
  refunded_fen BIGINT NOT NULL,
  quick_refunds BIGINT NOT NULL,
  last_on DATE NOT NULL,
  orders TEXT NOT NULL,                                    -- JSON: the last 20
  refunded_orders TEXT NOT NULL,
  PRIMARY KEY (supplier, buyer, year),
  KEY flag_pair_buyer (buyer, supplier)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE flag_month (
  buyer BINARY(16) NOT NULL,                               -- an organisation
  month DATE NOT NULL,
  paid_fen BIGINT NOT NULL,
  orders TEXT NOT NULL,                                    -- JSON: the last 20
  PRIMARY KEY (buyer, month)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How often which price of a sale unit was paid, by day.
CREATE TABLE flag_price (
  sku BINARY(16) NOT NULL,
  day DATE NOT NULL,
  price_fen BIGINT NOT NULL,
  line_count BIGINT NOT NULL,
  PRIMARY KEY (sku, day, price_fen)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Two streams, in any order.
CREATE TABLE flag_lot (
  lot BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  on_sale BIGINT NOT NULL,                                 -- put on sale so far
  shipped BIGINT NOT NULL,
  exceeds TINYINT NOT NULL,                                -- shipped > on_sale
  last_shipped_at DATETIME(6) NOT NULL,
  PRIMARY KEY (lot),
  KEY flag_lot_exceeds (exceeds, lot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE flag_volume (
  year SMALLINT NOT NULL,
  sku BINARY(16) NOT NULL,
  shipped BIGINT NOT NULL,                                 -- sale units
  PRIMARY KEY (year, sku)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How far a stream was read, in time: what it should have told by then, it has.
CREATE TABLE flag_reached (
  stream VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  PRIMARY KEY (stream)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO measurement_limit (name, subject, valid_from, value, source, actor, announced_at) VALUES
  ('year_end_percent', '', '2020-01-01', 300, '假定', 'system', '2026-01-01 00:00:00'),
  ('year_end_least_fen', '', '2020-01-01', 10000000, '假定', 'system', '2026-01-01 00:00:00'),
  ('refund_share_permille', '', '2020-01-01', 500, '假定', 'system', '2026-01-01 00:00:00'),
  ('refund_least_orders', '', '2020-01-01', 3, '假定', 'system', '2026-01-01 00:00:00'),
  ('refund_quick_days', '', '2020-01-01', 3, '假定', 'system', '2026-01-01 00:00:00'),
  ('price_percent', '', '2020-01-01', 250, '假定', 'system', '2026-01-01 00:00:00'),
  ('price_least_lines', '', '2020-01-01', 20, '假定', 'system', '2026-01-01 00:00:00'),
  ('price_days', '', '2020-01-01', 90, '假定', 'system', '2026-01-01 00:00:00'),
  ('lot_permille', '', '2020-01-01', 1000, '假定', 'system', '2026-01-01 00:00:00');
