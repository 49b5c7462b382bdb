-- What orders knows of the catalog, filled by the consumer of its stream. A published version never changes, so its rows are
-- facts for ever; what may be bought now stands in sku_listing.
CREATE TABLE sku_projection (
  sku BINARY(16) NOT NULL,
  product_version BIGINT NOT NULL,        -- what a checkout names as price_version
  product BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  product_name VARCHAR(200) NOT NULL,
  label VARCHAR(200) NOT NULL,
  unit VARCHAR(32) NOT NULL,
  gtin CHAR(14) CHARACTER SET ascii NOT NULL,
  price_fen BIGINT NOT NULL,
  net_weight_g BIGINT NULL,
  category VARCHAR(32) CHARACTER SET ascii NOT NULL,
  herb_class VARCHAR(32) CHARACTER SET ascii NOT NULL,
  fresh TINYINT NOT NULL,
  shelf_life_days BIGINT NULL,
  consumers_may_buy TINYINT NOT NULL,
  production_county CHAR(6) CHARACTER SET ascii NOT NULL,
  raw_material_county CHAR(6) CHARACTER SET ascii NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii NOT NULL,
  PRIMARY KEY (sku, product_version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE sku_listing (
  sku BINARY(16) NOT NULL,
  product BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  current_version BIGINT NOT NULL,        -- the newest version that has this SKU
  for_sale TINYINT NOT NULL,
  PRIMARY KEY (sku),
  KEY sku_listing_product (product)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE supplier_projection (
  supplier BINARY(16) NOT NULL,
  name VARCHAR(200) NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii NOT NULL,
  PRIMARY KEY (supplier)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A product is certified at an instant within one of its windows that was not revoked by then.
CREATE TABLE certification_window (
  certification BINARY(16) NOT NULL,
  product BINARY(16) NOT NULL,
  valid_from DATETIME(6) NOT NULL,
  valid_to DATETIME(6) NOT NULL,          -- exclusive
  revoked_at DATETIME(6) NULL,
  households BIGINT NOT NULL,
  PRIMARY KEY (certification),
  KEY certification_window_product (product, valid_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
