-- Lots, what went into them, who delivered, and how much of each is left. A lot's balance is one row under guarded updates:
-- quantity = available + consumed + reserved + transferred.
CREATE TABLE household (
  id BINARY(16) NOT NULL,             -- a random pseudonym, all that ever leaves
  supplier_id BINARY(16) NOT NULL,
  village_division VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- 6 digits of a county to 12 of a village
  data_key VARBINARY(255) NOT NULL,   -- sealed; destroyed on erasure
  identity VARBINARY(2048) NOT NULL,  -- sealed JSON: name, phone, identity number
  created_at DATETIME(6) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY household_supplier (supplier_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE lot (
  id BINARY(16) NOT NULL,
  supplier_id BINARY(16) NOT NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- raw, processed, packed
  class_key VARCHAR(14) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,   -- what a lot number is unique within: GTIN, else kind
  lot_number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- GS1 AI 10
  gtin CHAR(14) CHARACTER SET ascii COLLATE ascii_bin NULL,
  sku_id BINARY(16) NULL,
  product_id BINARY(16) NULL,
  product_name VARCHAR(120) NOT NULL,
  county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,          -- where it was made
  outside_county TINYINT NOT NULL,
  made_on DATE NOT NULL,
  best_before DATE NULL,
  unit VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,         -- g, pcs
  net_weight_g BIGINT NULL,                                               -- of one sale unit of a packed lot
  quantity BIGINT NOT NULL,
  available BIGINT NOT NULL,
  consumed BIGINT NOT NULL,           -- into other lots
  reserved BIGINT NOT NULL,           -- on its way to orders
  transferred BIGINT NOT NULL,        -- received by orders
  loss_g BIGINT NULL,                 -- grams put in less grams that came out
  loss_reason VARCHAR(200) NOT NULL,
  households INT NOT NULL,            -- distinct, behind the lot
  failed_tests INT NOT NULL,
  recalled_at DATETIME(6) NULL,
  epc_class VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- its name in events
  created_at DATETIME(6) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY lot_number (supplier_id, class_key, lot_number),
  UNIQUE KEY lot_digital_link (gtin, lot_number),
  KEY lot_supplier (supplier_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE delivery (
  lot_id BINARY(16) NOT NULL,
  position INT NOT NULL,              -- from 1
  household_id BINARY(16) NOT NULL,
  quantity BIGINT NOT NULL,
  delivered_on DATE NOT NULL,
  PRIMARY KEY (lot_id, position),
  KEY delivery_household (household_id, lot_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE lot_input (
  lot_id BINARY(16) NOT NULL,
  input_lot_id BINARY(16) NOT NULL,
  quantity BIGINT NOT NULL,           -- in the input's unit
  PRIMARY KEY (lot_id, input_lot_id),
  KEY lot_input_forward (input_lot_id, lot_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Everybody behind a lot, over all transformations.
CREATE TABLE lot_household (
  lot_id BINARY(16) NOT NULL,
  household_id BINARY(16) NOT NULL,
  PRIMARY KEY (lot_id, household_id),
  KEY lot_household_lots (household_id, lot_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Attempts to take more than there was.
CREATE TABLE balance_refusal (
  id BINARY(16) NOT NULL,
  supplier_id BINARY(16) NOT NULL,
  lot_id BINARY(16) NOT NULL,
  attempted_at DATETIME(6) NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempt VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- transform, put_on_sale
  requested BIGINT NOT NULL,
  available BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY balance_refusal_lot (lot_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
