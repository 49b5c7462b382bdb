-- Laboratory tests and commitment certificates of lots.
CREATE TABLE lot_test (
  id BINARY(16) NOT NULL,
  lot_id BINARY(16) NOT NULL,
  report_key BINARY(32) NOT NULL,     -- SHA-256 of laboratory and report number: one report is recorded once a lot
  laboratory VARCHAR(100) NOT NULL,
  report_number VARCHAR(60) NOT NULL,
  result VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,       -- pass, fail
  tested_on DATE NOT NULL,
  items TEXT NOT NULL,                -- JSON
  document_name VARCHAR(120) NOT NULL,
  media_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size_bytes BIGINT NOT NULL,
  file_hash BINARY(32) NOT NULL,      -- SHA-256; the bytes lie in the files directory under it
  recorded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY lot_test_report (lot_id, report_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE commitment_certificate (
  lot_id BINARY(16) NOT NULL,
  producer VARCHAR(60) NOT NULL,
  contact VARBINARY(512) NOT NULL,    -- sealed: somebody's phone, for the owner and inspectors only
  statement VARCHAR(500) NOT NULL,
  issued_on DATE NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (lot_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
