-- A product's standing as certified for assistance: application, review, publicity, objections, decision, validity.
CREATE TABLE certification (
  id BINARY(16) NOT NULL,
  product_id BINARY(16) NOT NULL,
  supplier_id BINARY(16) NOT NULL,
  production_county CHAR(6) CHARACTER SET ascii NOT NULL,  -- the product's when it was applied for; fixed from then on
  product_name VARCHAR(80) NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii NOT NULL,         -- applied, publicity, valid, refused, revoked
  households BIGINT NOT NULL,
  benefit_method VARCHAR(24) CHARACTER SET ascii NOT NULL,
  statement TEXT NOT NULL,
  file_id BINARY(16) NOT NULL,
  valid_months BIGINT NOT NULL,                            -- 0 until reviewed
  open_objections BIGINT NOT NULL,
  publicity_ends_at DATETIME(6) NULL,
  valid_from DATETIME(6) NULL,
  valid_to DATETIME(6) NULL,                               -- exclusive
  revoked_at DATETIME(6) NULL,
  version BIGINT NOT NULL,
  event_version BIGINT NOT NULL,                           -- events begin when it becomes valid
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY certification_product (product_id, id),
  KEY certification_supplier (supplier_id, id),
  KEY certification_county (production_county, id),
  KEY certification_status (status, id),
  KEY certification_publicity (status, open_objections, publicity_ends_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE certification_history (
  certification_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii NOT NULL,
  reason VARCHAR(500) NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  PRIMARY KEY (certification_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE certification_objection (
  certification_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  text TEXT NOT NULL,
  contact VARBINARY(512) NULL,                             -- sealed; how to reach who objects
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,          -- open, dismissed, upheld
  created_at DATETIME(6) NOT NULL,
  decided_at DATETIME(6) NULL,
  PRIMARY KEY (certification_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
