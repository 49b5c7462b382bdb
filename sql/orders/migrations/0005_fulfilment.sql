-- One parcel per delivery of an order, made when the supplier packs; its lots are bound then.
CREATE TABLE parcel (
  order_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  delivery INT NOT NULL,
  division CHAR(6) CHARACTER SET ascii NOT NULL,
  carrier VARCHAR(40) NOT NULL,
  tracking_number VARCHAR(40) CHARACTER SET ascii NOT NULL,
  packed_at DATETIME(6) NOT NULL,
  shipped_at DATETIME(6) NULL,
  PRIMARY KEY (order_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE parcel_lot (
  order_id BINARY(16) NOT NULL,
  parcel_id BINARY(16) NOT NULL,
  line_id BINARY(16) NOT NULL,
  lot BINARY(16) NOT NULL,
  sku BINARY(16) NOT NULL,
  lot_number VARCHAR(20) CHARACTER SET ascii NOT NULL,
  quantity BIGINT NOT NULL,
  restocked BIGINT NOT NULL,              -- came back and was put on sale again
  PRIMARY KEY (order_id, parcel_id, line_id, lot),
  KEY parcel_lot_lot (lot, order_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
