-- Who sells, with what licences, and how they were admitted. Files lie on disk under their SHA-256.
CREATE TABLE stored_file (
  id BINARY(16) NOT NULL,
  owner_id BINARY(16) NOT NULL,                            -- the supplier that handed it in
  sha256 BINARY(32) NOT NULL,
  size_bytes BIGINT NOT NULL,
  media_type VARCHAR(64) CHARACTER SET ascii NOT NULL,     -- as found in the bytes, never as claimed
  document_name VARCHAR(120) NOT NULL,
  uploaded_by VARCHAR(64) CHARACTER SET ascii NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY stored_file_content (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE supplier (
  id BINARY(16) NOT NULL,                                  -- identity's organisation
  legal_name VARCHAR(100) NOT NULL,
  kind VARCHAR(24) CHARACTER SET ascii NOT NULL,
  uscc CHAR(18) CHARACTER SET ascii NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii NOT NULL,
  data_key VARBINARY(128) NOT NULL,                        -- sealed; destroying it destroys contact_name
  contact_name VARBINARY(512) NULL,                        -- sealed under data_key
  sample TINYINT NOT NULL,                                 -- of the seed, not a real supplier
  version BIGINT NOT NULL,                                 -- every change is an event
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY supplier_county (registration_county, status, id),
  KEY supplier_status (status, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A credit code is one approved supplier's. Claimed at approval only: an application alone blocks nobody.
CREATE TABLE supplier_uscc (
  uscc CHAR(18) CHARACTER SET ascii NOT NULL,
  supplier_id BINARY(16) NOT NULL,
  PRIMARY KEY (uscc)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE supplier_history (
  supplier_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii NOT NULL,
  reason VARCHAR(500) NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  PRIMARY KEY (supplier_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE supplier_licence (
  supplier_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  kind VARCHAR(24) CHARACTER SET ascii NOT NULL,
  number VARCHAR(60) NOT NULL,
  valid_to DATE NOT NULL,                                  -- last day, China
  file_id BINARY(16) NOT NULL,
  replaced TINYINT NOT NULL,                               -- belongs to an earlier application; kept, no longer counted
  lapsed TINYINT NOT NULL,                                 -- its end was acted upon
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (supplier_id, id),
  KEY supplier_licence_end (lapsed, valid_to, supplier_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
