-- Files that readers take away, made by a job. One process makes a file at a time: whoever holds the lease, which is told
-- apart by `attempt`; what a lost one began is begun anew.
CREATE TABLE export_job (
  id BINARY(16) NOT NULL,
  organisation_id BINARY(16) NOT NULL,     -- of who asked; zero: none
  region VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,      -- whose figures it tells: "*", or a division
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('report', 'lines') CHARACTER SET ascii NOT NULL,
  format ENUM('csv', 'xlsx') CHARACTER SET ascii NOT NULL,
  title VARCHAR(120) NOT NULL,
  question TEXT NOT NULL,                  -- JSON, as it was asked
  as_of VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('waiting', 'finished', 'failed', 'expired') CHARACTER SET ascii NOT NULL,
  failure VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- a code, where it failed
  attempt INT NOT NULL,
  leased_until DATETIME(6) NOT NULL,       -- before then the process that holds it is believed to be at work
  rows_written BIGINT NOT NULL,            -- of the attempt
  rows_expected BIGINT NOT NULL,           -- 0: not known
  file_bytes BIGINT NOT NULL,
  file_hash BINARY(32) NOT NULL,           -- SHA-256; zero until it is finished
  created_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  expires_at DATETIME(6) NULL,             -- of the file, once it is finished
  PRIMARY KEY (id),
  KEY export_job_organisation (organisation_id, id),
  KEY export_job_due (state, leased_until),
  KEY export_job_expires (state, expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
