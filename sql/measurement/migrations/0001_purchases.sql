-- Purchase volume. measurement_entry is the append-only truth; purchase_rollup is kept from it in the same transaction.
-- Nothing here is random or read from a clock: replaying the streams from zero writes the same bytes.
CREATE TABLE measurement_entry (
  measure VARCHAR(10) CHARACTER SET ascii NOT NULL,        -- ordered, paid, accepted, completed
  line_id BINARY(16) NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii NOT NULL,           -- sale, refund, cancellation, prior_refund
  source BINARY(16) NOT NULL,                              -- the refund's id; zero for a sale or cancellation
  order_id BINARY(16) NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  occurred_on DATE NOT NULL,                               -- China
  sale_on DATE NOT NULL,                                   -- day of the sale in this measure
  attributed_on DATE NOT NULL,                             -- day that decides the pairing: of payment, for `ordered` of placement
  amount_fen BIGINT NOT NULL,                              -- positive; kind tells the direction
  quantity BIGINT NOT NULL,
  buyer_kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  buyer_organisation BINARY(16) NOT NULL,                  -- zero for consumers
  buyer_account BINARY(16) NOT NULL,                       -- pseudonym; zero for units
  buyer_division CHAR(6) CHARACTER SET ascii NOT NULL,
  delivery_division CHAR(6) CHARACTER SET ascii NOT NULL,
  supplier BINARY(16) NOT NULL,
  product BINARY(16) NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii NOT NULL,
  certified TINYINT NOT NULL,
  production_county CHAR(6) CHARACTER SET ascii NOT NULL,
  raw_material_county CHAR(6) CHARACTER SET ascii NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii NOT NULL,
  channel VARCHAR(8) CHARACTER SET ascii NOT NULL,
  sequence BIGINT NOT NULL,                                -- of the orders stream
  PRIMARY KEY (measure, line_id, kind, source),
  KEY measurement_entry_day (measure, occurred_on, line_id, kind, source),
  KEY measurement_entry_sale_day (measure, sale_on, line_id, kind, source)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE purchase_rollup (
  measure VARCHAR(10) CHARACTER SET ascii NOT NULL,
  day DATE NOT NULL,
  attributed_on DATE NOT NULL,
  buyer_kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  buyer_organisation BINARY(16) NOT NULL,
  buyer_division CHAR(6) CHARACTER SET ascii NOT NULL,
  delivery_division CHAR(6) CHARACTER SET ascii NOT NULL,
  supplier BINARY(16) NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii NOT NULL,
  certified TINYINT NOT NULL,
  production_county CHAR(6) CHARACTER SET ascii NOT NULL,
  raw_material_county CHAR(6) CHARACTER SET ascii NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii NOT NULL,
  channel VARCHAR(8) CHARACTER SET ascii NOT NULL,
  gross_fen BIGINT NOT NULL,
  refunded_fen BIGINT NOT NULL,                            -- by the day the refund or cancellation happened
  refunded_by_sale_fen BIGINT NOT NULL,                    -- the same money by the day of the sale
  line_count BIGINT NOT NULL,
  PRIMARY KEY (measure, day, attributed_on, buyer_kind, buyer_organisation, buyer_division, delivery_division, supplier, category,
               certified, production_county, raw_material_county, registration_county, channel)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE pairing (
  buyer_division CHAR(6) CHARACTER SET ascii NOT NULL,
  origin_division CHAR(6) CHARACTER SET ascii NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NOT NULL,                                  -- inclusive
  date_precision VARCHAR(8) CHARACTER SET ascii NOT NULL,
  standing VARCHAR(12) CHARACTER SET ascii NOT NULL,       -- documented, inferred, entered
  note VARCHAR(200) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (buyer_division, origin_division, valid_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Which households stand behind a lot, and how much of it was shipped: two streams, in any order.
CREATE TABLE lot_household (
  lot_id BINARY(16) NOT NULL,
  household VARCHAR(40) CHARACTER SET ascii NOT NULL,      -- pseudonym
  PRIMARY KEY (lot_id, household)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE lot_shipment (
  lot_id BINARY(16) NOT NULL,
  parcel_id BINARY(16) NOT NULL,
  line_id BINARY(16) NOT NULL,
  shipped_on DATE NOT NULL,
  supplier BINARY(16) NOT NULL,
  delivery_division CHAR(6) CHARACTER SET ascii NOT NULL,
  quantity BIGINT NOT NULL,
  PRIMARY KEY (parcel_id, line_id, lot_id),
  KEY lot_shipment_day (shipped_on, lot_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
