-- One checkout. `buyer` is the organisation of a unit, else the person's account; `buyer_account` who acted.
CREATE TABLE order_group (
  id BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  buyer_account BINARY(16) NOT NULL,
  buyer_kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  payment_channel VARCHAR(16) CHARACTER SET ascii NOT NULL,
  total_fen BIGINT NOT NULL,              -- as placed
  open TINYINT NOT NULL,                  -- 1 while an order in it may still run out of time
  note VARCHAR(200) NOT NULL,
  placed_at DATETIME(6) NOT NULL,
  payment_due_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY order_group_due (open, payment_due_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- One supplier's part of a checkout. Payment is a state machine of its own: a unit on credit is shipped before it pays, so
-- paid_at stands beside `state`.
CREATE TABLE orders (
  id BINARY(16) NOT NULL,
  group_id BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  buyer_account BINARY(16) NOT NULL,
  buyer_kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  buyer_division CHAR(6) CHARACTER SET ascii NOT NULL,
  channel VARCHAR(16) CHARACTER SET ascii NOT NULL,
  payment_channel VARCHAR(16) CHARACTER SET ascii NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  on_credit TINYINT NOT NULL,
  no_return_confirmed TINYINT NOT NULL,
  total_fen BIGINT NOT NULL,
  freight_fen BIGINT NOT NULL,
  paid_fen BIGINT NOT NULL,               -- sum of payment_application
  refunding_fen BIGINT NOT NULL,          -- of it promised back and not yet given
  refunded_fen BIGINT NOT NULL,
  recipient_key VARBINARY(128) NULL,      -- sealed data key of the recipients; destroyed when retention ends
  replaces BINARY(16) NULL,               -- the expired order that a late payment brought back
  cancel_reason VARCHAR(200) NOT NULL,
  placed_at DATETIME(6) NOT NULL,
  paid_at DATETIME(6) NULL,
  packed_at DATETIME(6) NULL,
  shipped_at DATETIME(6) NULL,
  delivered_at DATETIME(6) NULL,
  accepted_at DATETIME(6) NULL,
  return_until DATETIME(6) NULL,          -- returns without reason before this instant
  rated_at DATETIME(6) NULL,
  counted_at DATETIME(6) NULL,            -- accepted, paid and rated: the strictest measure
  completed_at DATETIME(6) NULL,
  cancelled_at DATETIME(6) NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY orders_group (group_id),
  KEY orders_buyer (buyer, id),
  KEY orders_supplier (supplier, state, id),
  KEY orders_return_until (state, return_until)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE order_line (
  order_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  position INT NOT NULL,
  delivery INT NOT NULL,                  -- position in order_delivery
  sku BINARY(16) NOT NULL,
  product BINARY(16) NOT NULL,
  product_version BIGINT NOT NULL,
  gtin CHAR(14) CHARACTER SET ascii NOT NULL,
  name VARCHAR(200) NOT NULL,
  label VARCHAR(200) NOT NULL,
  unit VARCHAR(32) NOT NULL,
  quantity BIGINT NOT NULL,
  unit_price_fen BIGINT NOT NULL,
  discount_fen BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,             -- quantity * unit price - discount
  fee_fen BIGINT NOT NULL,                -- the platform's, of the amount; frozen
  category VARCHAR(32) CHARACTER SET ascii NOT NULL,
  fresh TINYINT NOT NULL,
  certified TINYINT NOT NULL,             -- at placement, then at payment
  production_county CHAR(6) CHARACTER SET ascii NOT NULL,
  raw_material_county CHAR(6) CHARACTER SET ascii NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii NOT NULL,
  delivery_division CHAR(6) CHARACTER SET ascii NOT NULL,
  returned BIGINT NOT NULL,               -- units in returns that were not refused
  returned_fen BIGINT NOT NULL,           -- what those returns give back
  refunded_fen BIGINT NOT NULL,           -- given back so far
  PRIMARY KEY (order_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE order_delivery (
  order_id BINARY(16) NOT NULL,
  position INT NOT NULL,
  division CHAR(6) CHARACTER SET ascii NOT NULL,
  recipient VARBINARY(1024) NOT NULL,     -- sealed JSON: recipient, phone, division, detail
  PRIMARY KEY (order_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE rating (
  order_id BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  stars TINYINT NOT NULL,
  comment VARCHAR(500) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (order_id),
  KEY rating_supplier (supplier, order_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
