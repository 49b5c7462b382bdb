-- What a version of a product says of returns without reason, beside `fresh`: custom-made goods are exempt, others may be where the
-- buyer confirms it. A published version never changes, so an order's line finds the terms it was bought under here.
ALTER TABLE sku_projection ADD COLUMN return_terms VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'seven_days';

ALTER TABLE return_request
  ADD COLUMN remedy VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'refund',
  ADD COLUMN freight_payer VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'buyer',  -- of the goods' way back
  ADD COLUMN reserved TINYINT NOT NULL DEFAULT 0,       -- 1 while stock is reserved for the replacement
  ADD COLUMN goods_back TINYINT NOT NULL DEFAULT 0,     -- 1 once the goods lie with the supplier
  ADD COLUMN is_final TINYINT NOT NULL DEFAULT 0,       -- decided by the platform
  ADD COLUMN disputed_by VARCHAR(16) CHARACTER SET ascii NULL,
  ADD COLUMN dispute_reason VARCHAR(500) NOT NULL DEFAULT '',
  ADD COLUMN ruling_reason VARCHAR(500) NOT NULL DEFAULT '',
  ADD COLUMN due_at DATETIME(6) NULL,                   -- when the program takes the next step by itself; NULL: never
  ADD COLUMN sent_at DATETIME(6) NULL,
  ADD COLUMN arrived_at DATETIME(6) NULL,
  ADD COLUMN closed_at DATETIME(6) NULL,
  ADD KEY return_request_due (due_at),
  ADD KEY return_request_state (state, id);

UPDATE return_request SET freight_payer = 'supplier' WHERE kind = 'quality';
-- A return without reason needs nobody's consent: those that wait for it are approved when the loop finds them due.
UPDATE return_request SET due_at = requested_at WHERE kind = 'no_reason' AND state = 'requested';
UPDATE return_request SET closed_at = COALESCE(received_at, decided_at) WHERE state IN ('refused', 'received');

-- What is on its way because of a return, each direction once: `back` to the supplier, `replacement` to the buyer, `unaccepted` goods
-- to the buyer again after the platform refused the case.
CREATE TABLE return_parcel (
  return_id BINARY(16) NOT NULL,
  direction VARCHAR(16) CHARACTER SET ascii NOT NULL,
  parcel BINARY(16) NULL,                 -- of the order: a replacement's lots stand there
  carrier VARCHAR(40) NOT NULL,
  tracking_number VARCHAR(40) CHARACTER SET ascii NOT NULL,
  sent_at DATETIME(6) NOT NULL,
  PRIMARY KEY (return_id, direction)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Which units came back, and what became of them: on sale again in the lot they came from, or scrapped. Rows are added, never changed.
CREATE TABLE return_lot (
  order_id BINARY(16) NOT NULL,
  return_id BINARY(16) NOT NULL,
  line_id BINARY(16) NOT NULL,
  parcel_id BINARY(16) NOT NULL,
  lot BINARY(16) NOT NULL,
  restocked BIGINT NOT NULL,
  scrapped BIGINT NOT NULL,
  sorted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (order_id, return_id, line_id, parcel_id, lot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Photographs and documents of a case; the bytes lie on disk under their SHA-256.
CREATE TABLE return_evidence (
  return_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  party VARCHAR(16) CHARACTER SET ascii NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii NOT NULL,
  sha256 BINARY(32) NOT NULL,
  size_bytes BIGINT NOT NULL,
  media_type VARCHAR(64) CHARACTER SET ascii NOT NULL,
  document_name VARCHAR(120) NOT NULL,
  added_at DATETIME(6) NOT NULL,
  PRIMARY KEY (return_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Where a supplier takes goods back. It names a person.
CREATE TABLE return_address (
  supplier BINARY(16) NOT NULL,
  address VARBINARY(1024) NOT NULL,       -- sealed JSON: recipient, phone, division, detail
  changed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (supplier)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
