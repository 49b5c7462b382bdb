-- Offline sales, registered with vouchers (docs/decisions/0028). A registration's words are never edited: its state moves,
-- each move is a step, and what was counted is taken back by another registration.
CREATE TABLE registration (
  id BINARY(16) NOT NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,         -- sale, reversal
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- submitted, confirmed, sent_back, approved, refused, withdrawn, corrected, reversed
  version BIGINT NOT NULL,
  registered_by VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- buyer, supplier
  supplier BINARY(16) NOT NULL,                            -- of one that is not on the platform made of its code
  supplier_on_platform TINYINT NOT NULL,
  supplier_name VARCHAR(100) NOT NULL,
  supplier_uscc VARCHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  buyer BINARY(16) NOT NULL,
  buyer_on_platform TINYINT NOT NULL,
  buyer_name VARCHAR(100) NOT NULL,
  buyer_uscc VARCHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  buyer_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  buyer_division CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  purchased_on DATE NOT NULL,
  received_on DATE NULL,
  amount_fen BIGINT NOT NULL,
  both_sides TINYINT NOT NULL,                             -- 1: registered by the one and confirmed by the other
  corrects BINARY(16) NULL,                                -- the one in whose place it is to stand, or that it takes back
  corrected_by BINARY(16) NULL,                            -- the one that is to stand in its place; at most one at a time
  submitted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Both sides of a registration, to list their own.
CREATE TABLE registration_side (
  organisation BINARY(16) NOT NULL,
  registration_id BINARY(16) NOT NULL,
  PRIMARY KEY (organisation, registration_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE registration_line (
  registration_id BINARY(16) NOT NULL,
  position INT NOT NULL,                                   -- from 0
  line_id BINARY(16) NOT NULL,                             -- under which it is counted; of a reversal that of the line taken back
  product_id BINARY(16) NOT NULL,                          -- zero: none that the platform knows
  product_name VARCHAR(80) NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  certified TINYINT NOT NULL,                              -- on the day of purchase, as known at submission
  production_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  raw_material_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quantity BIGINT NOT NULL,
  unit VARCHAR(8) NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (registration_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE registration_voucher (
  registration_id BINARY(16) NOT NULL,
  position INT NOT NULL,
  file_id BINARY(16) NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,         -- invoice, transfer_slip, acceptance_note, contract
  dated_on DATE NOT NULL,
  amount_fen BIGINT NULL,
  invoice_key VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- code-number, or 20 digits; '': no invoice
  document_name VARCHAR(120) NOT NULL,
  media_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size_bytes BIGINT NOT NULL,
  sha256 BINARY(32) NOT NULL,
  PRIMARY KEY (registration_id, position),
  KEY registration_voucher_invoice (invoice_key, registration_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- One file stands behind one registration at a time.
CREATE TABLE voucher_claim (
  sha256 BINARY(32) NOT NULL,
  registration_id BINARY(16) NOT NULL,
  PRIMARY KEY (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What people wrote stays here, no event has it.
CREATE TABLE registration_step (
  registration_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,                                 -- the registration's, after the step
  action VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organisation BINARY(16) NULL,
  reason VARCHAR(500) NOT NULL,
  taken_at DATETIME(6) NOT NULL,
  PRIMARY KEY (registration_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What a government or the operator decides, from a day on; the latest of a name and subject that has come holds. Appended.
CREATE TABLE measurement_limit (
  name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,      -- of what it speaks: a county; '': of all
  valid_from DATE NOT NULL,
  value BIGINT NOT NULL,
  source VARCHAR(200) NOT NULL,                            -- who says so
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  announced_at DATETIME(6) NOT NULL,
  PRIMARY KEY (name, subject, valid_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO measurement_limit (name, subject, valid_from, value, source, actor, announced_at) VALUES
  ('offline_days', '', '2020-01-01', 365, '假定：一年内的线下采购可补登', 'system', '2026-01-01 00:00:00');

-- From identity's stream: who is on the platform, by which code, and who acts for whom. Accounts are pseudonyms.
CREATE TABLE party (
  organisation BINARY(16) NOT NULL,
  version BIGINT NOT NULL,                                 -- identity's
  kind VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(100) NOT NULL,
  uscc VARCHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  region VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (organisation),
  KEY party_uscc (uscc, organisation)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE party_member (
  organisation BINARY(16) NOT NULL,
  account BINARY(16) NOT NULL,
  membership BINARY(16) NOT NULL,
  ended TINYINT NOT NULL,
  PRIMARY KEY (organisation, account, membership),
  KEY party_member_account (account, organisation)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- From the catalog's stream: products and what stands behind them, as last told.
CREATE TABLE goods (
  product BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  name VARCHAR(80) NOT NULL,
  category VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  production_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  raw_material_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  registration_county CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (product)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE goods_sku (
  sku BINARY(16) NOT NULL,
  product BINARY(16) NOT NULL,
  net_weight_g BIGINT NULL,                                -- of one sale unit, where it can be weighed
  PRIMARY KEY (sku)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE goods_certification (
  certification BINARY(16) NOT NULL,
  product BINARY(16) NOT NULL,
  valid_from DATETIME(6) NOT NULL,
  valid_to DATETIME(6) NOT NULL,                           -- exclusive
  revoked_at DATETIME(6) NULL,
  PRIMARY KEY (certification),
  KEY goods_certification_product (product, valid_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
