-- Purchase volume anew: entries know when they were booked and under which day they count, cubes hold their sums.
--
-- Nothing of the old tables is taken over. What is derived is derived again: the orders' stream is read from zero.
-- Nothing derived is random or read from a clock: replaying the streams from zero writes the same bytes.
DROP TABLE purchase_rollup;
DROP TABLE measurement_entry;
DELETE FROM event_checkpoint WHERE consumer IN ('measurement.orders', 'measurement.traceability');
-- What else those streams filled: it is read again, too.
DELETE FROM lot_shipment;
DELETE FROM lot_household;
ALTER TABLE lot_shipment ADD COLUMN sequence BIGINT NOT NULL;            -- of the orders' event
ALTER TABLE lot_household
  ADD COLUMN sequence BIGINT NOT NULL,                                   -- of traceability's event that named it first
  ADD COLUMN booked_on DATE NOT NULL,                                    -- greatest day that stream had reached
  ADD KEY lot_household_booked (booked_on, sequence);

-- How far each numbered source is counted. `booked_on` is the greatest China day it has reached: entries are booked
-- under it, so that booked days ascend with the source's numbers.
CREATE TABLE measurement_source (
  origin ENUM('orders', 'registrations', 'traceability') CHARACTER SET ascii NOT NULL,
  sequence BIGINT NOT NULL,
  booked_on DATE NOT NULL,
  PRIMARY KEY (origin)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO measurement_source (origin, sequence, booked_on) VALUES
  ('orders', 0, '1970-01-01'), ('registrations', 0, '1970-01-01'), ('traceability', 0, '1970-01-01');

-- The number with which a source reached each day: what was booked by a day's end is what comes before the next one.
CREATE TABLE measurement_booked (
  origin ENUM('orders', 'registrations') CHARACTER SET ascii NOT NULL,
  booked_on DATE NOT NULL,
  first_sequence BIGINT NOT NULL,
  PRIMARY KEY (origin, booked_on)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The ledger of volume, appended only. Amounts are positive, `kind` tells the direction. An ENUM's order is that of its
-- list here, in keys too.
CREATE TABLE measurement_entry (
  measure ENUM('ordered', 'paid', 'accepted', 'completed') CHARACTER SET ascii NOT NULL,
  line_id BINARY(16) NOT NULL,                             -- freight: the order's id
  kind ENUM('sale', 'refund', 'cancellation', 'reversal', 'prior_refund') CHARACTER SET ascii NOT NULL,
  source BINARY(16) NOT NULL,                              -- the refund's id; zero for what has none
  origin ENUM('orders', 'registrations') CHARACTER SET ascii NOT NULL,
  sequence BIGINT NOT NULL,                                -- of that source
  order_id BINARY(16) NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  occurred_on DATE NOT NULL,                               -- China
  booked_on DATE NOT NULL,                                 -- greatest day the source had reached
  posted_on DATE NOT NULL,                                 -- counts under: occurred_on, or booked_on where that was frozen
  sale_on DATE NOT NULL,                                   -- day of the sale in this measure
  sale_posted_on DATE NOT NULL,                            -- counts under, by day of sale: sale_on, or posted_on where that was frozen
  attributed_on DATE NOT NULL,                             -- day that decides the pairing: of payment, for `ordered` of placement
  frozen_for VARCHAR(7) CHARACTER SET ascii NULL,          -- the shortest frozen period whose figures it would have changed
  amount_fen BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  buyer_kind ENUM('consumer', 'budget_unit', 'trade_union', 'enterprise') CHARACTER SET ascii NOT NULL,
  buyer_organisation BINARY(16) NOT NULL,                  -- zero for consumers
  buyer_account BINARY(16) NOT NULL,                       -- pseudonym; zero for units
  buyer_division CHAR(6) CHARACTER SET ascii NOT NULL,
  delivery_division CHAR(6) CHARACTER SET ascii NOT NULL,
  supplier BINARY(16) NOT NULL,
  product BINARY(16) NOT NULL,                             -- zero for freight
  category ENUM('agricultural', 'herbal_medicine', 'handicraft', 'freight') CHARACTER SET ascii NOT NULL,
  certified TINYINT NOT NULL,
  production_county CHAR(6) CHARACTER SET ascii NOT NULL,
  raw_material_county CHAR(6) CHARACTER SET ascii NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii NOT NULL,
  channel ENUM('online', 'offline') CHARACTER SET ascii NOT NULL,
  PRIMARY KEY (measure, line_id, kind, source),
  KEY measurement_entry_posted (measure, posted_on, line_id, kind, source),
  KEY measurement_entry_sale_posted (measure, sale_posted_on, line_id, kind, source),
  KEY measurement_entry_sequence (measure, origin, sequence)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Entries that would have changed a frozen period: what is told beside its figures. One row for each such period and
-- view of refunds.
CREATE TABLE measurement_adjustment (
  period VARCHAR(7) CHARACTER SET ascii NOT NULL,
  refund_view ENUM('posting', 'sale') CHARACTER SET ascii NOT NULL,
  measure ENUM('ordered', 'paid', 'accepted', 'completed') CHARACTER SET ascii NOT NULL,
  line_id BINARY(16) NOT NULL,
  kind ENUM('sale', 'refund', 'cancellation', 'reversal', 'prior_refund') CHARACTER SET ascii NOT NULL,
  source BINARY(16) NOT NULL,
  origin ENUM('orders', 'registrations') CHARACTER SET ascii NOT NULL,
  sequence BIGINT NOT NULL,
  booked_on DATE NOT NULL,
  PRIMARY KEY (period, refund_view, measure, line_id, kind, source)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Sums of entries, packed (services/measurement/cubes): what each cube tells of a period, for a block of its source's
-- numbers. Written once, after the entries, and never changed; of level 0 the entries themselves, by number.
CREATE TABLE volume_block (
  cube ENUM('entry', 'region', 'county', 'unit', 'delivery', 'supply', 'buyer') CHARACTER SET ascii NOT NULL,
  tier ENUM('day', 'month', 'year') CHARACTER SET ascii NOT NULL,
  measure ENUM('ordered', 'paid', 'accepted', 'completed') CHARACTER SET ascii NOT NULL,
  period DATE NOT NULL,                                    -- its first day; of entries 1970-01-01
  part TINYINT NOT NULL,
  origin ENUM('orders', 'registrations') CHARACTER SET ascii NOT NULL,
  level TINYINT NOT NULL,
  block BIGINT NOT NULL,
  piece SMALLINT NOT NULL,
  cells MEDIUMBLOB NOT NULL,
  PRIMARY KEY (cube, tier, measure, period, part, origin, level, block, piece),
  KEY volume_block_number (origin, cube, tier, level, block)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How many blocks of each kind there are, from the first on.
CREATE TABLE volume_fold (
  origin ENUM('orders', 'registrations') CHARACTER SET ascii NOT NULL,
  cube ENUM('entry', 'region', 'county', 'unit', 'delivery', 'supply', 'buyer') CHARACTER SET ascii NOT NULL,
  tier ENUM('day', 'month', 'year') CHARACTER SET ascii NOT NULL,
  level TINYINT NOT NULL,
  blocks BIGINT NOT NULL,
  PRIMARY KEY (origin, cube, tier, level)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO volume_fold (origin, cube, tier, level, blocks) VALUES ('orders', 'entry', 'day', 0, 0), ('registrations', 'entry', 'day', 0, 0);

-- Numbers in a block of level 0, and blocks of a level in one of the next. Other values only for a schema without blocks.
CREATE TABLE volume_grid (
  id TINYINT NOT NULL,
  span BIGINT NOT NULL,
  fan BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO volume_grid (id, span, fan) VALUES (1, 512, 32);

-- Periods that an agency with authority has frozen: global, never taken back. Entries of a source beyond the sequence
-- stand under the day they were booked on instead.
CREATE TABLE period_freeze (
  period VARCHAR(7) CHARACTER SET ascii NOT NULL,          -- "2026", "2026Q1", "2026-03"
  from_day DATE NOT NULL,
  to_day DATE NOT NULL,                                    -- inclusive
  orders_sequence BIGINT NOT NULL,
  registrations_sequence BIGINT NOT NULL,
  as_of VARCHAR(120) CHARACTER SET ascii NOT NULL,         -- the same, as reports take it
  digest BINARY(32) NOT NULL,
  signatures MEDIUMTEXT NOT NULL,                          -- JSON
  actor VARCHAR(64) CHARACTER SET ascii NOT NULL,
  reason VARCHAR(500) NOT NULL,
  frozen_at DATETIME(6) NOT NULL,
  PRIMARY KEY (period)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Pairings in two times: valid in the world, and known here since a revision. Of rows with the same buyer, origin and
-- start, the one of the greatest revision counts.
ALTER TABLE pairing
  ADD COLUMN revision BIGINT NOT NULL DEFAULT 1,
  ADD COLUMN recorded_at DATETIME(6) NOT NULL DEFAULT '1970-01-01 00:00:00';
ALTER TABLE pairing DROP PRIMARY KEY, ADD PRIMARY KEY (buyer_division, origin_division, valid_from, revision), DROP COLUMN version;
CREATE TABLE pairing_revision (
  id TINYINT NOT NULL,
  revision BIGINT NOT NULL,                                -- of the newest row of pairing
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO pairing_revision (id, revision) VALUES (1, 1);
