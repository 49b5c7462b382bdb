-- What households were given (带贫): wages, produce bought of them, dividends, rent. A batch with one proof is recorded by the
-- supplier and confirmed by its county; only confirmed ones count. Households are pseudonyms; nobody but the supplier reads one.
CREATE TABLE benefit_batch (
  id BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,           -- where the supplier is registered
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- submitted, confirmed, refused, withdrawn
  version BIGINT NOT NULL,
  record_count BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  proof_file BINARY(16) NOT NULL,
  document_name VARCHAR(120) NOT NULL,
  media_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size_bytes BIGINT NOT NULL,
  sha256 BINARY(32) NOT NULL,
  submitted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY benefit_batch_supplier (supplier, id),
  KEY benefit_batch_county (county, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE benefit_record (
  batch BINARY(16) NOT NULL,
  position INT NOT NULL,
  supplier BINARY(16) NOT NULL,
  household VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  method VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,       -- wage, produce, dividend, land_rent, other
  product BINARY(16) NOT NULL,                             -- zero: of none in particular
  amount_fen BIGINT NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NOT NULL,                                    -- inclusive
  PRIMARY KEY (batch, position),
  KEY benefit_record_household (supplier, household, from_day),
  KEY benefit_record_day (from_day, batch)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE benefit_step (
  batch BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  action VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- confirm, refuse, withdraw
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation BINARY(16) NULL,
  reason VARCHAR(500) NOT NULL,
  taken_at DATETIME(6) NOT NULL,
  PRIMARY KEY (batch, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Held by who records for a supplier, so that nothing is recorded twice.
CREATE TABLE benefit_writer (
  supplier BINARY(16) NOT NULL,
  PRIMARY KEY (supplier)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
