-- Frozen periods are signed, with keys of measurement's own; reports get a permanent address.
CREATE TABLE measurement_key (
  algorithm VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- ed25519, sm2
  name VARCHAR(255) NOT NULL,              -- of the key, for good
  public_key VARBINARY(65) NOT NULL,
  secret VARBINARY(255) NOT NULL,          -- sealed
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (algorithm)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A question with the state of the books that answers it: the same figures for good. Appended only.
CREATE TABLE measurement_report (
  id BINARY(16) NOT NULL,
  organisation_id BINARY(16) NOT NULL,     -- of who asked; zero: none
  region VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,      -- whose figures it tells: "*", or a division
  title VARCHAR(120) NOT NULL,
  question TEXT NOT NULL,                  -- JSON, as it was asked
  as_of VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  digest BINARY(32) NOT NULL,              -- SHA-256 of the figures' canonical text
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY measurement_report_organisation (organisation_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
