-- Double-entry ledger: rows are added, never changed. Debits are positive; the postings of one transaction sum to zero.
CREATE TABLE ledger_account (
  account VARCHAR(32) CHARACTER SET ascii NOT NULL,
  owner BINARY(16) NOT NULL,              -- the supplier, or zero for the platform's own accounts
  opened_at DATETIME(6) NOT NULL,
  PRIMARY KEY (account, owner)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ledger_transaction (
  id BINARY(16) NOT NULL,
  kind VARCHAR(32) CHARACTER SET ascii NOT NULL,
  cause BINARY(16) NOT NULL,              -- the receipt, refund or order that it stands for: each has one of a kind
  order_id BINARY(16) NULL,
  occurred_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY ledger_transaction_cause (kind, cause),
  KEY ledger_transaction_order (order_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ledger_posting (
  transaction_id BINARY(16) NOT NULL,
  position INT NOT NULL,
  account VARCHAR(32) CHARACTER SET ascii NOT NULL,
  owner BINARY(16) NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (transaction_id, position),
  KEY ledger_posting_account (account, owner, transaction_id, amount_fen)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
