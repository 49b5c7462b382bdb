-- What is payable to a supplier, item by item: each ledger transaction that moves its supplier_payable, but for the payouts
-- themselves, until one payout takes it. Open items of a supplier sum to its balance, debts among them.
CREATE TABLE payable_entry (
  supplier BINARY(16) NOT NULL,
  transaction_id BINARY(16) NOT NULL,
  amount_fen BIGINT NOT NULL,             -- towards the supplier > 0
  payout_id BINARY(16) NULL,              -- NULL: open
  PRIMARY KEY (supplier, transaction_id),
  KEY payable_entry_payout (payout_id, supplier, transaction_id, amount_fen)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO payable_entry (supplier, transaction_id, amount_fen, payout_id)
SELECT owner, transaction_id, -SUM(amount_fen), NULL FROM ledger_posting
WHERE account = 'supplier_payable' GROUP BY owner, transaction_id;

-- Where a supplier is paid to, as registered; a row's account never changes, a change is another row.
CREATE TABLE payout_account (
  id BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  sealed VARBINARY(2048) NOT NULL,        -- JSON: holder, account_number, branch, bank_code
  bank VARCHAR(60) NOT NULL,
  last_digits VARCHAR(4) CHARACTER SET ascii NOT NULL,
  holder_matches TINYINT NOT NULL,        -- the holder is called as the supplier is
  registered_by BINARY(16) NOT NULL,
  registered_at DATETIME(6) NOT NULL,
  effective_at DATETIME(6) NULL,          -- holds from then on unless it ends before; NULL: once it is approved
  ended_at DATETIME(6) NULL,
  ended_as VARCHAR(16) CHARACTER SET ascii NULL,
  decision_reason VARCHAR(200) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY payout_account_supplier (supplier, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE payout_batch (
  id BINARY(16) NOT NULL,
  made_by BINARY(16) NOT NULL,
  made_at DATETIME(6) NOT NULL,
  note VARCHAR(200) NOT NULL,
  payouts INT NOT NULL,
  total_fen BIGINT NOT NULL,
  exported_at DATETIME(6) NULL,           -- for the first time
  export_sha256 BINARY(32) NULL,          -- of the bank's file, the same every time
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE payout (
  id BINARY(16) NOT NULL,
  batch_id BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  account_id BINARY(16) NOT NULL,
  amount_fen BIGINT NOT NULL,             -- sum of its payable entries
  entries INT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  bank_reference VARCHAR(40) CHARACTER SET ascii NULL,
  failure VARCHAR(16) CHARACTER SET ascii NULL,
  failure_note VARCHAR(200) NOT NULL,
  made_at DATETIME(6) NOT NULL,
  paid_on DATE NULL,                      -- by the bank's books
  paid_at DATETIME(6) NULL,               -- when that was recorded
  failed_at DATETIME(6) NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY payout_bank_reference (bank_reference),
  KEY payout_batch_id (batch_id, id),
  KEY payout_supplier (supplier, id),
  KEY payout_state (state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- received = on_hand + blocked + bound + written_off + expired.
ALTER TABLE lot_stock ADD COLUMN written_off BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lot_stock ADD COLUMN expired BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lot_stock ADD KEY lot_stock_best_before (best_before, on_hand);

-- What a supplier counted other than the books, and why; a stock_entry of kind corrected moved the counters.
CREATE TABLE stock_correction (
  id BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  sku BINARY(16) NOT NULL,
  lot BINARY(16) NOT NULL,
  books BIGINT NOT NULL,
  counted BIGINT NOT NULL,
  reason VARCHAR(16) CHARACTER SET ascii NOT NULL,
  note VARCHAR(200) NOT NULL,
  corrected_by BINARY(16) NOT NULL,
  corrected_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY stock_correction_supplier (supplier, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
