-- A report that failed a lot and was wrong (docs/decisions/0025): who recorded it asks, the operator decides. What nothing
-- else keeps off sale is sold again; orders is told until it has answered.
CREATE TABLE test_correction (
  id BINARY(16) NOT NULL,
  test_id BINARY(16) NOT NULL,
  lot_id BINARY(16) NOT NULL,
  supplier_id BINARY(16) NOT NULL,
  reason VARCHAR(200) NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  document_name VARCHAR(120) NOT NULL,  -- the evidence: what the laboratory says now
  media_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size_bytes BIGINT NOT NULL,
  file_hash BINARY(32) NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- requested, confirmed, refused
  decided_at DATETIME(6) NULL,
  decided_by VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  decision_reason VARCHAR(200) NOT NULL,
  PRIMARY KEY (id),
  KEY test_correction_test (test_id, state),
  KEY test_correction_supplier (supplier_id, id),
  KEY test_correction_state (state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The lot's version when it was recalled. Orders heeds the greatest that it has heard of, so a late block undoes no release.
ALTER TABLE recall ADD COLUMN decision BIGINT NOT NULL DEFAULT 0;

-- A recall that was lifted, as it was, and whether orders has heard of it.
CREATE TABLE recall_lift (
  lot_id BINARY(16) NOT NULL,
  decision BIGINT NOT NULL,           -- the lot's version when it was lifted
  origin_lot_id BINARY(16) NOT NULL,  -- of the recall, with the next four
  supplier_id BINARY(16) NOT NULL,
  recall_reason VARCHAR(200) NOT NULL,
  recalled_at DATETIME(6) NOT NULL,
  blocked_quantity BIGINT NOT NULL,
  reason VARCHAR(200) NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lifted_at DATETIME(6) NOT NULL,
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- requested, confirmed: orders has released it
  confirmed_at DATETIME(6) NULL,
  released_quantity BIGINT NOT NULL,  -- sale units that are on sale again
  attempts INT NOT NULL,
  next_attempt_at DATETIME(6) NOT NULL,
  PRIMARY KEY (lot_id, decision),
  KEY recall_lift_due (state, next_attempt_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
