-- What a SKU is sold under while it is scarce, or not there yet. The order writer locks and reads the SKU's stock row anyway:
-- these tell it whether there is more to read. A SKU without them costs it nothing.
ALTER TABLE sku_stock
  ADD COLUMN cap_version BIGINT NOT NULL DEFAULT 0,  -- of purchase_cap; 0: none holds
  ADD COLUMN open_presale BINARY(16) NULL,           -- the presale that has not ended
  ADD COLUMN rush BINARY(16) NULL;                   -- the rush that has not ended

ALTER TABLE order_line
  ADD COLUMN presale BINARY(16) NULL,                -- sold before the goods were there
  ADD COLUMN ships_by DATE NULL,                     -- promised then
  ADD COLUMN capped TINYINT NOT NULL DEFAULT 0;      -- counts in purchase_claim

-- How much of a SKU one buyer, or one address, may take: every version that was set, the newest holds. All limits NULL: it was ended.
CREATE TABLE purchase_cap (
  sku BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  supplier BINARY(16) NOT NULL,
  unpaid_max BIGINT NULL,                 -- units that one buyer may hold without having paid
  buyer_max BIGINT NULL,                  -- units that one buyer may buy in a period
  address_max BIGINT NULL,                -- units that may go to one address in a period
  period_days BIGINT NOT NULL,            -- 0: no limit has a period
  counts_from DATETIME(6) NOT NULL,       -- when the first period began
  reason VARCHAR(200) NOT NULL,
  set_by BINARY(16) NOT NULL,
  set_at DATETIME(6) NOT NULL,
  PRIMARY KEY (sku, version),
  KEY purchase_cap_supplier (supplier, set_at, sku),
  KEY purchase_cap_set_at (set_at, sku)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Units taken under a cap. `subject` is the buyer's id, or a keyed digest of the address, another one for each SKU.
CREATE TABLE purchase_counter (
  sku BINARY(16) NOT NULL,
  kind VARCHAR(8) CHARACTER SET ascii NOT NULL,
  subject VARBINARY(32) NOT NULL,
  period_from DATETIME(6) NOT NULL,
  period_until DATETIME(6) NOT NULL,      -- over: nobody reads it any more
  units BIGINT NOT NULL,                  -- sum of its claims
  most BIGINT NOT NULL,                   -- of the cap when units were last taken
  PRIMARY KEY (sku, kind, subject, period_from, period_until),
  KEY purchase_counter_until (period_until),
  CONSTRAINT purchase_counter_most CHECK (units <= most)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What an order's line has taken of a counter and not given back.
CREATE TABLE purchase_claim (
  order_id BINARY(16) NOT NULL,
  line_id BINARY(16) NOT NULL,
  kind VARCHAR(8) CHARACTER SET ascii NOT NULL,
  sku BINARY(16) NOT NULL,
  subject VARBINARY(32) NOT NULL,
  period_from DATETIME(6) NOT NULL,
  period_until DATETIME(6) NOT NULL,
  units BIGINT NOT NULL,
  PRIMARY KEY (order_id, line_id, kind),
  KEY purchase_claim_until (period_until)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A sale before the goods are there. Its allotment stands in sku_stock as units without a lot until lots come, or it ends.
CREATE TABLE presale (
  id BINARY(16) NOT NULL,
  sku BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  allotment BIGINT NOT NULL,
  taken BIGINT NOT NULL,                  -- units of it in orders that were not given back
  starts_at DATETIME(6) NOT NULL,
  ends_at DATETIME(6) NOT NULL,           -- exclusive
  ships_from DATE NOT NULL,               -- nothing of it is packed before this day
  ships_by DATE NOT NULL,                 -- promised
  reason VARCHAR(200) NOT NULL,           -- why it was withdrawn or put off
  version BIGINT NOT NULL,                -- of its events
  opened_by BINARY(16) NOT NULL,
  opened_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,              -- closed or withdrawn
  PRIMARY KEY (id),
  KEY presale_supplier (supplier, id),
  KEY presale_due (state, ends_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE presale_order (
  presale BINARY(16) NOT NULL,
  order_id BINARY(16) NOT NULL,
  settled TINYINT NOT NULL,               -- 1: dealt with after the presale was withdrawn
  PRIMARY KEY (presale, order_id),
  KEY presale_order_settled (presale, settled, order_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A sale that more people want to be in than there are goods: from `joins_from` to `ends_at` the SKU is sold to admitted tickets only.
CREATE TABLE rush (
  id BINARY(16) NOT NULL,
  sku BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  joins_from DATETIME(6) NOT NULL,
  starts_at DATETIME(6) NOT NULL,         -- who came before is drawn now, who comes later stands behind them
  ends_at DATETIME(6) NOT NULL,           -- exclusive
  admitted_per_minute BIGINT NOT NULL,
  window_seconds BIGINT NOT NULL,         -- how long an admitted ticket may place
  seed BINARY(32) NOT NULL,               -- of the draw; its digest is public before, the seed after the end
  numbered BIGINT NOT NULL,               -- places given so far
  admitted BIGINT NOT NULL,               -- places admitted so far
  admitted_until DATETIME(6) NOT NULL,    -- up to when admissions are reckoned
  reason VARCHAR(200) NOT NULL,           -- why it was cancelled
  version BIGINT NOT NULL,                -- of its events
  announced_by BINARY(16) NOT NULL,
  announced_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY rush_supplier (supplier, id),
  KEY rush_due (state, starts_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- One buyer's place in line. Who missed their window may join again: another round, at the end.
CREATE TABLE rush_ticket (
  id BINARY(16) NOT NULL,
  rush BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  round BIGINT NOT NULL,
  turn BINARY(25) NOT NULL,               -- sorts as the line stands
  place BIGINT NULL,                      -- 1 is first; NULL until it is given
  joined_at DATETIME(6) NOT NULL,
  admitted_at DATETIME(6) NULL,
  admitted_until DATETIME(6) NULL,
  used_at DATETIME(6) NULL,               -- placed an order first
  units BIGINT NOT NULL,                  -- placed under it
  PRIMARY KEY (id),
  UNIQUE KEY rush_ticket_buyer (rush, buyer, round),
  KEY rush_ticket_turn (rush, place, turn)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
