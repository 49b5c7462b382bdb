-- What a lot's records tell besides its balance: corrections and write-offs, certificates that are replaced or withdrawn, the
-- kind of a test, records of growing and keeping herbs (docs/decisions/0020). All but the lot's own row is appended.
ALTER TABLE lot
  ADD COLUMN written_off BIGINT NOT NULL DEFAULT 0,          -- spoilt, taken as a sample, ...: neither sold nor made into anything
  ADD COLUMN supervising_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',  -- made elsewhere: the supplier's
  ADD COLUMN process VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',          -- of a processed lot, see yield_limit
  ADD KEY lot_supervision (supervising_county, id);
UPDATE lot AS l LEFT JOIN supplier_projection AS s ON s.supplier_id = l.supplier_id
  SET l.supervising_county = CASE WHEN l.outside_county = 1 THEN COALESCE(s.registration_county, l.county) ELSE l.county END;

-- How much of what goes in may come out of a process, from a day on; the latest of a process holds. Appended.
CREATE TABLE yield_limit (
  process VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  valid_from DATE NOT NULL,
  yield_max_permille INT NOT NULL,
  tolerance_permille INT NOT NULL,
  source VARCHAR(200) NOT NULL,       -- who says so
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  announced_at DATETIME(6) NOT NULL,
  PRIMARY KEY (process, valid_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE lot_adjustment (
  lot_id BINARY(16) NOT NULL,
  number BIGINT NOT NULL,             -- the lot's version, as the adjustment left it
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- correction, write_off
  cause VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,       -- of a write-off; of a correction: recorded_wrongly
  delivery INT NULL,                  -- position of the delivery that a correction is about
  quantity BIGINT NOT NULL,           -- of a correction: more (or less, negative) than was recorded; of a write-off: what is gone
  reason VARCHAR(200) NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  adjusted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (lot_id, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE sku_projection            -- empty: published before this was kept
  ADD COLUMN production_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN raw_material_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN herb_class VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

ALTER TABLE lot_test
  ADD COLUMN kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'commissioned',  -- commissioned, own, supervision
  ADD COLUMN cma_number VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';        -- of the laboratory

-- A lot's certificate is issued, replaced and withdrawn by entries; the last one says how it stands.
ALTER TABLE commitment_certificate
  DROP PRIMARY KEY,
  ADD COLUMN entry INT NOT NULL DEFAULT 1,                   -- from 1
  ADD COLUMN certificate_number VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN withdrawn TINYINT NOT NULL DEFAULT 0,           -- 1: this entry ends the certificate of that number
  ADD COLUMN quantity BIGINT NOT NULL DEFAULT 0,             -- in the lot's unit
  ADD COLUMN basis VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'self_commitment',  -- a list with commas
  ADD COLUMN holder VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'person',          -- organisation, person
  ADD COLUMN producer_sealed VARBINARY(512) NULL,            -- a person's name, whose `producer` is empty
  ADD COLUMN reason VARCHAR(200) NOT NULL DEFAULT '',
  ADD COLUMN actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD PRIMARY KEY (lot_id, entry);
UPDATE commitment_certificate AS c JOIN lot AS l ON l.id = c.lot_id
  SET c.certificate_number = CONCAT('HGZ', DATE_FORMAT(c.issued_on, '%Y%m%d'), '-', SUBSTR(HEX(c.lot_id), 23, 10)), c.quantity = l.quantity;
ALTER TABLE commitment_certificate ADD UNIQUE KEY commitment_certificate_number (certificate_number, withdrawn);

CREATE TABLE herb_record (
  lot_id BINARY(16) NOT NULL,
  number BIGINT NOT NULL,             -- the lot's version, as the record left it
  stage VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  happened_on DATE NOT NULL,
  household_id BINARY(16) NULL,       -- who did it
  corrects BIGINT NULL,               -- the record that this one stands for
  finding VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- what is wrong with it; empty: nothing
  content TEXT NOT NULL,              -- JSON
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (lot_id, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
