-- What the catalog's events tell that lots and trace pages need.
CREATE TABLE sku_projection (
  sku_id BINARY(16) NOT NULL,
  product_id BINARY(16) NOT NULL,
  product_version BIGINT NOT NULL,
  supplier_id BINARY(16) NOT NULL,
  gtin CHAR(14) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  product_name VARCHAR(120) NOT NULL,
  label VARCHAR(60) NOT NULL,
  unit VARCHAR(10) NOT NULL,
  net_weight_g BIGINT NULL,
  PRIMARY KEY (sku_id),
  KEY sku_projection_product (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE supplier_projection (
  supplier_id BINARY(16) NOT NULL,
  name VARCHAR(120) NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (supplier_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE certification_projection (
  certification_id BINARY(16) NOT NULL,
  product_id BINARY(16) NOT NULL,
  valid_from DATETIME(6) NOT NULL,
  valid_to DATETIME(6) NOT NULL,      -- exclusive
  revoked TINYINT NOT NULL,
  PRIMARY KEY (certification_id),
  KEY certification_projection_product (product_id, valid_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
