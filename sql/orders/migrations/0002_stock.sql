-- Counters. on_hand = sum of the SKU's lots on hand + presale; reserved = units of orders not packed yet; sellable is the rest.
-- A recall may leave reserved above on_hand: those orders can't be packed and their buyers get their money back.
CREATE TABLE sku_stock (
  sku BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  on_hand BIGINT NOT NULL,
  reserved BIGINT NOT NULL,
  presale BIGINT NOT NULL,                -- promised units that have no lot yet, part of on_hand
  PRIMARY KEY (sku),
  KEY sku_stock_supplier (supplier, sku)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- received = on_hand + blocked + bound. What a buyer returns and the supplier does not put back stays bound.
CREATE TABLE lot_stock (
  sku BINARY(16) NOT NULL,
  lot BINARY(16) NOT NULL,
  lot_number VARCHAR(20) CHARACTER SET ascii NOT NULL,
  best_before DATE NULL,
  received BIGINT NOT NULL,
  on_hand BIGINT NOT NULL,
  blocked BIGINT NOT NULL,                -- was on hand when the lot was recalled
  bound BIGINT NOT NULL,                  -- packed into parcels, less restocked
  PRIMARY KEY (sku, lot),
  UNIQUE KEY lot_stock_lot (lot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Whether a lot may come on sale at all. A recall may arrive before the lot does: both take this row first.
CREATE TABLE lot_gate (
  lot BINARY(16) NOT NULL,
  blocked_at DATETIME(6) NULL,
  block_reason VARCHAR(200) NOT NULL,
  version BIGINT NOT NULL,                -- of the events of aggregate "lot"
  PRIMARY KEY (lot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Step two of putting a lot on sale; the id is the sender's.
CREATE TABLE lot_transfer (
  transfer BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  sku BINARY(16) NOT NULL,
  lot BINARY(16) NOT NULL,
  lot_number VARCHAR(20) CHARACTER SET ascii NOT NULL,
  best_before DATE NULL,
  quantity BIGINT NOT NULL,
  received_at DATETIME(6) NOT NULL,
  PRIMARY KEY (transfer),
  KEY lot_transfer_lot (lot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The append-only ledger behind the counters: the sum of a SKU's (and of a lot's) entries is its counters.
CREATE TABLE stock_entry (
  sku BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  lot BINARY(16) NULL,
  on_hand_delta BIGINT NOT NULL,
  reserved_delta BIGINT NOT NULL,
  order_id BINARY(16) NULL,
  occurred_at DATETIME(6) NOT NULL,
  PRIMARY KEY (sku, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
