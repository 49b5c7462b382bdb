-- Lots put on sale, and recalls: intents that are carried out at orders, and retried until it has answered.
CREATE TABLE transfer (
  id BINARY(16) NOT NULL,             -- orders knows it too
  supplier_id BINARY(16) NOT NULL,
  lot_id BINARY(16) NOT NULL,
  sku_id BINARY(16) NOT NULL,
  quantity BIGINT NOT NULL,
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,       -- reserved, confirmed, refused
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempts INT NOT NULL,
  next_attempt_at DATETIME(6) NOT NULL,
  last_failure VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- a code
  created_at DATETIME(6) NOT NULL,
  settled_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY transfer_due (state, next_attempt_at),
  KEY transfer_lot (lot_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A recalled lot, or one that was made of it.
CREATE TABLE recall (
  lot_id BINARY(16) NOT NULL,
  origin_lot_id BINARY(16) NOT NULL,  -- the lot that was recalled
  supplier_id BINARY(16) NOT NULL,
  reason VARCHAR(200) NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,       -- requested, confirmed
  requested_at DATETIME(6) NOT NULL,
  confirmed_at DATETIME(6) NULL,      -- from then on nothing of it can be packed or sold
  blocked_quantity BIGINT NOT NULL,   -- unsold units that orders took off sale
  attempts INT NOT NULL,
  next_attempt_at DATETIME(6) NOT NULL,
  PRIMARY KEY (lot_id),
  KEY recall_due (state, next_attempt_at),
  KEY recall_origin (origin_lot_id, lot_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE recall_order (
  lot_id BINARY(16) NOT NULL,
  order_id BINARY(16) NOT NULL,
  PRIMARY KEY (lot_id, order_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
