-- Institutional buying. A request for quotation is the root: whoever changes it, a quotation for it or a proposal on it holds its
-- row. What people write as reasons stays in these tables and never gets into an event.
CREATE TABLE rfq (
  id BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  buyer_account BINARY(16) NOT NULL,
  buyer_kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  buyer_name VARCHAR(100) NOT NULL,
  buyer_division VARCHAR(6) CHARACTER SET ascii NOT NULL,
  title VARCHAR(100) NOT NULL,
  note VARCHAR(500) NOT NULL,
  audience VARCHAR(16) CHARACTER SET ascii NOT NULL,  -- named: rfq_supplier says who; open: every approved supplier
  county VARCHAR(6) CHARACTER SET ascii NOT NULL,     -- open to suppliers registered there; empty: to all
  sealed TINYINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  quote_until DATETIME(6) NOT NULL,
  opens_at DATETIME(6) NULL,              -- when the buyer may read quotations; NULL: never (withdrawn while sealed)
  published_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,              -- closed or withdrawn
  end_reason VARCHAR(500) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY rfq_buyer (buyer, id),
  KEY rfq_audience (audience, county, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE rfq_line (
  rfq_id BINARY(16) NOT NULL,
  position INT NOT NULL,
  sku BINARY(16) NULL,
  description VARCHAR(200) NOT NULL,
  quantity BIGINT NOT NULL,
  unit VARCHAR(32) NOT NULL,
  delivery_division CHAR(6) CHARACTER SET ascii NOT NULL,
  deliver_by DATE NOT NULL,
  awarded_to BINARY(16) NULL,             -- the quotation that an approved proposal took for it
  PRIMARY KEY (rfq_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE rfq_supplier (
  rfq_id BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  PRIMARY KEY (rfq_id, supplier),
  KEY rfq_supplier_supplier (supplier, rfq_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- One supplier's answer to one request; what it offers stands in the current revision. Revisions are appended, never edited.
CREATE TABLE quotation (
  id BINARY(16) NOT NULL,
  rfq_id BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  supplier_name VARCHAR(200) NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  revision BIGINT NOT NULL,
  withdraw_reason VARCHAR(500) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY quotation_rfq (rfq_id, supplier),
  KEY quotation_supplier (supplier, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE quotation_revision (
  quotation_id BINARY(16) NOT NULL,
  revision BIGINT NOT NULL,
  divisible TINYINT NOT NULL,             -- lines may be bought apart; the freight stays the same
  goods_fen BIGINT NOT NULL,
  freight_fen BIGINT NOT NULL,
  valid_until DATETIME(6) NOT NULL,
  note VARCHAR(500) NOT NULL,
  submitted_by BINARY(16) NOT NULL,
  submitted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (quotation_id, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE quotation_line (
  quotation_id BINARY(16) NOT NULL,
  revision BIGINT NOT NULL,
  position INT NOT NULL,                  -- of the request's line
  sku BINARY(16) NOT NULL,
  product_version BIGINT NOT NULL,        -- what the goods are; the price is the quotation's own
  name VARCHAR(200) NOT NULL,
  label VARCHAR(200) NOT NULL,
  unit VARCHAR(32) NOT NULL,
  quantity BIGINT NOT NULL,
  unit_price_fen BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (quotation_id, revision, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How an organisation decides, by the day: the newest row whose day has come is in force.
CREATE TABLE procurement_policy (
  organisation BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  valid_from DATE NOT NULL,
  single_approval_fen BIGINT NOT NULL,    -- up to this much of one request one person suffices
  contract_prefix VARCHAR(20) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  entered_by BINARY(16) NOT NULL,
  entered_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organisation, id),
  KEY procurement_policy_day (organisation, valid_from, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE procurement_approver (
  policy BINARY(16) NOT NULL,
  account BINARY(16) NOT NULL,
  PRIMARY KEY (policy, account)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE proposal (
  id BINARY(16) NOT NULL,
  rfq_id BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  quotation_id BINARY(16) NOT NULL,
  revision BIGINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  total_fen BIGINT NOT NULL,              -- of the lines it takes, with the freight
  proposed_by BINARY(16) NOT NULL,
  proposed_at DATETIME(6) NOT NULL,
  decided_by BINARY(16) NULL,
  decided_at DATETIME(6) NULL,
  ordering_until DATETIME(6) NULL,        -- an order is being placed; nobody else tries before
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY proposal_buyer (buyer, id),
  KEY proposal_rfq (rfq_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE proposal_line (
  proposal_id BINARY(16) NOT NULL,
  position INT NOT NULL,                  -- of the request's line
  PRIMARY KEY (proposal_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE proposal_step (
  proposal_id BINARY(16) NOT NULL,
  number BIGINT NOT NULL,                 -- the proposal's version after it
  action VARCHAR(16) CHARACTER SET ascii NOT NULL,
  actor BINARY(16) NOT NULL,
  reason VARCHAR(500) NOT NULL,
  taken_at DATETIME(6) NOT NULL,
  PRIMARY KEY (proposal_id, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What an approved proposal became, or is about to: the order is there exactly if its row in `orders` is.
CREATE TABLE purchase_order (
  proposal_id BINARY(16) NOT NULL,
  order_id BINARY(16) NOT NULL,           -- of the attempt that succeeded, or of the last one
  group_id BINARY(16) NOT NULL,
  rfq_id BINARY(16) NOT NULL,
  quotation_id BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  contract_number VARCHAR(60) NOT NULL,
  total_fen BIGINT NOT NULL,
  heads BIGINT NULL,                      -- a union's members who get something of it
  cap_year INT NULL,
  held_until DATETIME(6) NOT NULL,        -- counts under the cap so long without an order
  prepared_at DATETIME(6) NOT NULL,
  PRIMARY KEY (proposal_id),
  UNIQUE KEY purchase_order_order (order_id),
  UNIQUE KEY purchase_order_contract (buyer, contract_number),
  KEY purchase_order_buyer (buyer, order_id),
  KEY purchase_order_supplier (supplier, order_id),
  KEY purchase_order_cap (buyer, cap_year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Taken first by whoever gives a contract number or spends under a cap: one after the other in an organisation and year.
CREATE TABLE contract_counter (
  organisation BINARY(16) NOT NULL,
  year INT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (organisation, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Caps of gift packs per head and calendar year, as entered: by the operator for a region, by a union for itself. The newest counts.
CREATE TABLE gift_cap (
  id BINARY(16) NOT NULL,
  organisation BINARY(16) NOT NULL,       -- nil: of a region
  region VARCHAR(6) CHARACTER SET ascii NOT NULL,
  year INT NOT NULL,
  cap_fen BIGINT NOT NULL,
  source VARCHAR(300) NOT NULL,
  entered_by BINARY(16) NOT NULL,
  entered_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY gift_cap_scope (organisation, region, year, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Fapiao: asked for by the buyer, recorded by the supplier. A correction is a record of its own with a negative amount.
CREATE TABLE invoice (
  id BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  buyer_account BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  title VARCHAR(100) NOT NULL,
  taxpayer_number CHAR(18) CHARACTER SET ascii NOT NULL,
  amount_fen BIGINT NOT NULL,
  corrects BINARY(16) NULL,               -- the original that this red letter takes back
  correction_reason VARCHAR(16) CHARACTER SET ascii NULL,
  number CHAR(20) CHARACTER SET ascii NULL,
  issued_on DATE NULL,
  document_name VARCHAR(120) NOT NULL,
  media_type VARCHAR(64) CHARACTER SET ascii NOT NULL,
  size_bytes BIGINT NOT NULL,
  sha256 VARCHAR(64) CHARACTER SET ascii NOT NULL,
  end_reason VARCHAR(500) NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  due_at DATETIME(6) NOT NULL,
  decided_at DATETIME(6) NULL,            -- issued, refused or cancelled
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY invoice_buyer (buyer, id),
  KEY invoice_supplier (supplier, id),
  KEY invoice_corrects (corrects)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE invoice_order (
  invoice_id BINARY(16) NOT NULL,
  order_id BINARY(16) NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (invoice_id, order_id),
  KEY invoice_order_order (order_id, invoice_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A number names one fapiao for ever.
CREATE TABLE invoice_number (
  number CHAR(20) CHARACTER SET ascii NOT NULL,
  invoice_id BINARY(16) NOT NULL,
  PRIMARY KEY (number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
