-- Price ladders and bundles, as the catalog published them.
ALTER TABLE sku_projection ADD COLUMN package_weight_g BIGINT NULL;
ALTER TABLE sku_listing ADD COLUMN bundle TINYINT NOT NULL DEFAULT 0;  -- has components instead of stock

CREATE TABLE sku_price_step (
  sku BINARY(16) NOT NULL,
  product_version BIGINT NOT NULL,
  from_quantity BIGINT NOT NULL,
  price_fen BIGINT NOT NULL,
  PRIMARY KEY (sku, product_version, from_quantity)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE sku_component (
  bundle BINARY(16) NOT NULL,               -- the bundle's SKU
  product_version BIGINT NOT NULL,        -- of the bundle's product
  position INT NOT NULL,
  sku BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  quantity BIGINT NOT NULL,               -- in one bundle
  share_fen BIGINT NOT NULL,              -- of the bundle's price
  PRIMARY KEY (bundle, product_version, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What a supplier asks for carriage: the newest version whose time has come holds. Inserted only.
CREATE TABLE freight_terms (
  supplier BINARY(16) NOT NULL,
  effective_from DATETIME(6) NOT NULL,
  id BINARY(16) NOT NULL,
  terms TEXT NOT NULL,                    -- JSON of FreightTerms
  created_by VARCHAR(64) CHARACTER SET ascii NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (supplier, effective_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- From `threshold_fen` in one order of the supplier: `off_fen` less.
CREATE TABLE promotion (
  id BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  title VARCHAR(60) NOT NULL,
  threshold_fen BIGINT NOT NULL,
  off_fen BIGINT NOT NULL,
  starts_at DATETIME(6) NOT NULL,
  ends_at DATETIME(6) NOT NULL,           -- exclusive; brought forward when it is ended early
  version BIGINT NOT NULL,                -- of its events
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY promotion_supplier (supplier, ends_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What somebody means to buy. No price is promised: it is asked for when the cart is read.
CREATE TABLE cart_line (
  buyer BINARY(16) NOT NULL,
  sku BINARY(16) NOT NULL,
  quantity BIGINT NOT NULL,
  seen_version BIGINT NOT NULL,           -- the version and unit price when it was put in
  seen_price_fen BIGINT NOT NULL,
  added_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (buyer, sku)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE orders
  ADD COLUMN freight_returned_fen BIGINT NOT NULL DEFAULT 0,  -- of the freight promised back
  ADD COLUMN freight_refunded_fen BIGINT NOT NULL DEFAULT 0,  -- given back so far
  ADD COLUMN promotion BINARY(16) NULL;                       -- whose discount the lines carry

ALTER TABLE order_line
  ADD COLUMN price_step BIGINT NOT NULL DEFAULT 1,  -- bought from so many units on, the unit price holds
  ADD COLUMN bundle BINARY(16) NULL,                  -- the SKU of the bundle it came in
  ADD COLUMN bundle_name VARCHAR(200) NULL;
