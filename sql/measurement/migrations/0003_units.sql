-- What identity's stream tells of organisations, every version of each: the tree of units as it was on any day. Nothing
-- here is random or read from a clock: the stream from zero writes the same bytes, however it lies to the others.
CREATE TABLE organisation_version (
  organisation BINARY(16) NOT NULL,
  version BIGINT NOT NULL,                                 -- identity's
  superior BINARY(16) NULL,
  region VARCHAR(6) CHARACTER SET ascii NOT NULL,          -- GB/T 2260, '*' of an agency that sees everything
  kind VARCHAR(24) CHARACTER SET ascii NOT NULL,
  status VARCHAR(12) CHARACTER SET ascii NOT NULL,
  name VARCHAR(100) NOT NULL,
  valid_from DATE NOT NULL,                                -- China; one with another superior or region: the day after it was told
  recorded_sequence BIGINT NOT NULL,                       -- of identity's stream
  PRIMARY KEY (organisation, version),
  KEY organisation_version_superior (superior, organisation),
  KEY organisation_version_kind (kind, region, organisation)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Names of products, as published; for labels.
CREATE TABLE product_version (
  product BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  supplier BINARY(16) NOT NULL,
  name VARCHAR(80) NOT NULL,
  valid_from DATE NOT NULL,
  recorded_sequence BIGINT NOT NULL,                       -- of catalog's stream
  PRIMARY KEY (product, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How much is to be bought in a year. Every version stays; the newest of a key holds.
CREATE TABLE volume_target (
  year SMALLINT NOT NULL,
  level VARCHAR(8) CHARACTER SET ascii NOT NULL,           -- region, pairing, unit
  subject VARCHAR(40) CHARACTER SET ascii NOT NULL,        -- 440600, 440600-513431, org_...
  measure VARCHAR(10) CHARACTER SET ascii NOT NULL,
  version BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  buyer_region VARCHAR(6) CHARACTER SET ascii NOT NULL,    -- whose buyers it is about; '' of an origin's
  origin_region VARCHAR(6) CHARACTER SET ascii NOT NULL,   -- whose goods it is about; '' of a buyer's
  reason VARCHAR(500) NOT NULL,
  set_by BINARY(16) NOT NULL,
  set_at DATETIME(6) NOT NULL,
  PRIMARY KEY (year, level, subject, measure, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
