-- What each version asked for larger quantities of each SKU, beside sku_price. Inserted only.
CREATE TABLE sku_price_step (
  sku_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,                                 -- of its product
  from_quantity BIGINT NOT NULL,
  price_fen BIGINT NOT NULL,
  PRIMARY KEY (sku_id, version, from_quantity)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What a bundle held in each version, and how its price was shared. Inserted only.
CREATE TABLE sku_component (
  bundle_id BINARY(16) NOT NULL,                             -- the bundle's SKU
  version BIGINT NOT NULL,                                 -- of its product
  position INT NOT NULL,
  sku_id BINARY(16) NOT NULL,
  quantity BIGINT NOT NULL,
  share_fen BIGINT NOT NULL,
  PRIMARY KEY (bundle_id, version, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
