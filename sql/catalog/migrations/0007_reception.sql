-- What buyers made of products, from the stream of orders, and the reference prices that offers are held against.

-- Lines of accepted orders: whom a rating concerns, and what a refund takes back. A refund before acceptance comes first
-- and counts below zero until then.
CREATE TABLE accepted_line (
  order_id BINARY(16) NOT NULL,
  line_id BINARY(16) NOT NULL,
  product_id BINARY(16) NOT NULL,
  units BIGINT NOT NULL,                                   -- less what was refunded
  accepted_on DATE NULL,                                   -- China
  PRIMARY KEY (order_id, line_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Units accepted on each day, less those of them that were refunded.
CREATE TABLE product_sales (
  product_id BINARY(16) NOT NULL,
  sold_on DATE NOT NULL,                                   -- China
  units BIGINT NOT NULL,
  PRIMARY KEY (product_id, sold_on),
  KEY product_sales_day (sold_on, product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE product_reception (
  product_id BINARY(16) NOT NULL,
  ratings BIGINT NOT NULL,
  stars BIGINT NOT NULL,                                   -- of all ratings together
  sequence BIGINT NOT NULL,                                -- of the last event of orders that changed it, or its sales
  PRIMARY KEY (product_id),
  KEY product_reception_sequence (sequence, product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Prices that an authority published, as an operator entered them.
CREATE TABLE reference_price (
  id BINARY(16) NOT NULL,
  category VARCHAR(24) CHARACTER SET ascii NOT NULL,
  goods VARCHAR(20) NOT NULL,                              -- stands in the names of what it is for; empty: the whole category
  unit VARCHAR(8) NOT NULL,                                -- 500g, or a sale unit
  price_fen BIGINT NOT NULL,
  source VARCHAR(200) NOT NULL,
  valid_from DATE NOT NULL,                                -- China, both inclusive
  valid_to DATE NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii NOT NULL,
  entered_at DATETIME(6) NOT NULL,
  withdrawn_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY reference_price_valid_to (valid_to, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What 500 g, or one sale unit, of a category cost in the middle on a day: computed once a day, the same for every process.
-- A row without category and unit: the day was computed.
CREATE TABLE reference_median (
  day DATE NOT NULL,                                       -- China
  category VARCHAR(24) CHARACTER SET ascii NOT NULL,
  unit VARCHAR(8) NOT NULL,
  price_fen BIGINT NOT NULL,
  offers BIGINT NOT NULL,                                  -- of so many products
  PRIMARY KEY (day, category, unit)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
