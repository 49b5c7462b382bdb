-- What identity's stream tells of organisations is kept once, with the place in the stream at which it was told: an answer
-- as of an earlier state knows what was known then, whatever day it is about. The stream is read again, from zero, into
-- empty tables.
DROP TABLE party;
DROP TABLE party_member;
DROP TABLE organisation_version;
DELETE FROM event_checkpoint WHERE consumer IN ('measurement.identity', 'measurement.parties');

CREATE TABLE organisation_version (
  organisation BINARY(16) NOT NULL,
  version BIGINT NOT NULL,                                 -- identity's
  superior BINARY(16) NULL,
  region VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- GB/T 2260, '*' of an agency that sees everything
  kind VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(100) NOT NULL,
  uscc VARCHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,         -- '': none
  valid_from DATE NOT NULL,                                -- China; one with another superior or region: the day after it was told
  sequence BIGINT NOT NULL,                                -- of identity's stream
  told_on DATE NOT NULL,                                   -- the greatest China day that the stream had reached with it
  PRIMARY KEY (organisation, version),
  KEY organisation_version_superior (superior, organisation),
  KEY organisation_version_kind (kind, organisation),
  KEY organisation_version_uscc (uscc, organisation),
  KEY organisation_version_told (told_on, sequence)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who acts for whom. Accounts are pseudonyms.
CREATE TABLE organisation_member (
  organisation BINARY(16) NOT NULL,
  account BINARY(16) NOT NULL,
  membership BINARY(16) NOT NULL,
  ended TINYINT NOT NULL,
  PRIMARY KEY (organisation, account, membership),
  KEY organisation_member_account (account, organisation)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What people enter and figures are made of, declarations and targets, is numbered under one lock (the row of 0), so that
-- whoever has seen a number has seen all before it.
CREATE TABLE entered_revision (
  revision BIGINT NOT NULL,
  entered_at DATETIME(6) NOT NULL,
  PRIMARY KEY (revision),
  KEY entered_revision_at (entered_at, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO entered_revision (revision, entered_at) VALUES (0, '1970-01-01 00:00:00');

ALTER TABLE volume_target ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

-- A declaration as each step left it: what roll-ups and overviews are made of, as of any revision.
CREATE TABLE reserved_share_version (
  declaration BINARY(16) NOT NULL,
  version BIGINT NOT NULL,                                 -- of the declaration, after the step
  known_from BIGINT NOT NULL,                                   -- revision
  known_until BIGINT NOT NULL,                                   -- the revision that replaced it; the greatest number: none
  year SMALLINT NOT NULL,
  unit BINARY(16) NOT NULL,
  region VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  canteen VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  canteen_total_fen BIGINT NOT NULL,
  ratio_ppm BIGINT NOT NULL,
  reserved_fen BIGINT NOT NULL,
  contractor BINARY(16) NULL,
  successor BINARY(16) NULL,
  exempt_reason VARCHAR(500) NOT NULL,
  submitted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (declaration, version),
  KEY reserved_share_version_contractor (contractor, year),
  KEY reserved_share_version_successor (successor, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE reserved_share_version_unit (
  declaration BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  unit BINARY(16) NOT NULL,
  year SMALLINT NOT NULL,
  PRIMARY KEY (declaration, version, unit),
  KEY reserved_share_version_unit_year (year, unit)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO reserved_share_version (declaration, version, known_from, known_until, year, unit, region, canteen, state, canteen_total_fen,
  ratio_ppm, reserved_fen, contractor, successor, exempt_reason, submitted_at)
  SELECT id, version, 0, 9223372036854775807, year, unit, region, canteen, state, canteen_total_fen,
    ratio_ppm, reserved_fen, contractor, successor, exempt_reason, submitted_at FROM reserved_share_declaration;
INSERT INTO reserved_share_version_unit (declaration, version, unit, year)
  SELECT d.id, d.version, u.unit, u.year FROM reserved_share_unit u JOIN reserved_share_declaration d ON d.id = u.declaration;
ALTER TABLE reserved_share_declaration
  DROP KEY reserved_share_declaration_contractor,
  DROP KEY reserved_share_declaration_successor;
