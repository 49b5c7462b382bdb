-- A demand for a group's money through one channel. The row is committed before the channel is called, under the number that
-- every repetition of the call uses.
CREATE TABLE payment (
  id BINARY(16) NOT NULL,
  group_id BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  channel VARCHAR(16) CHARACTER SET ascii NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  amount_fen BIGINT NOT NULL,
  received_fen BIGINT NOT NULL,           -- sum of payment_receipt
  unapplied_fen BIGINT NOT NULL,          -- received and neither applied to an order nor given back
  channel_number VARCHAR(32) CHARACTER SET ascii NOT NULL,  -- out_trade_no, or the transfer's reference code
  code_url VARCHAR(512) CHARACTER SET ascii NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  paid_at DATETIME(6) NULL,
  attempts INT NOT NULL,
  next_check_at DATETIME(6) NULL,         -- when the channel is asked next; NULL: never
  PRIMARY KEY (id),
  UNIQUE KEY payment_channel_number (channel_number),
  KEY payment_group (group_id),
  KEY payment_check (next_check_at),
  KEY payment_unapplied (unapplied_fen)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Money that came in, once: a repeated callback or statement line meets the unique key.
CREATE TABLE payment_receipt (
  id BINARY(16) NOT NULL,
  payment_id BINARY(16) NOT NULL,
  channel VARCHAR(16) CHARACTER SET ascii NOT NULL,
  provider_transaction VARCHAR(64) CHARACTER SET ascii NOT NULL,
  amount_fen BIGINT NOT NULL,
  paid_at DATETIME(6) NOT NULL,           -- by the channel's account
  received_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY payment_receipt_provider (channel, provider_transaction),
  KEY payment_receipt_payment (payment_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE payment_application (
  order_id BINARY(16) NOT NULL,
  payment_id BINARY(16) NOT NULL,
  amount_fen BIGINT NOT NULL,
  applied_at DATETIME(6) NOT NULL,
  PRIMARY KEY (order_id, payment_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE bank_statement (
  id BINARY(16) NOT NULL,
  imported_by BINARY(16) NOT NULL,
  imported_at DATETIME(6) NOT NULL,
  sha256 BINARY(32) NOT NULL,
  entries INT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE bank_entry (
  entry_number VARCHAR(40) CHARACTER SET ascii NOT NULL,
  statement_id BINARY(16) NOT NULL,
  booked_on DATE NOT NULL,
  amount_fen BIGINT NOT NULL,
  sealed_text VARBINARY(2048) NOT NULL,   -- payer's name and reference: may name a person
  payment_id BINARY(16) NULL,             -- NULL: not matched
  reason VARCHAR(32) CHARACTER SET ascii NOT NULL,
  PRIMARY KEY (entry_number),
  KEY bank_entry_statement (statement_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Money to give back, retried until the channel says it succeeded.
CREATE TABLE refund (
  id BINARY(16) NOT NULL,
  payment_id BINARY(16) NOT NULL,
  order_id BINARY(16) NULL,               -- NULL: money that no order took
  return_id BINARY(16) NULL,
  kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  channel VARCHAR(16) CHARACTER SET ascii NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  amount_fen BIGINT NOT NULL,
  channel_number VARCHAR(32) CHARACTER SET ascii NOT NULL,  -- out_refund_no
  provider_refund VARCHAR(64) CHARACTER SET ascii NOT NULL,
  ledger_account VARCHAR(32) CHARACTER SET ascii NOT NULL,  -- where the money was taken from when the refund was promised
  reason VARCHAR(200) NOT NULL,
  attempts INT NOT NULL,
  last_failure VARCHAR(100) CHARACTER SET ascii NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  succeeded_at DATETIME(6) NULL,
  next_attempt_at DATETIME(6) NULL,       -- NULL: done, or done by hand
  PRIMARY KEY (id),
  UNIQUE KEY refund_channel_number (channel_number),
  KEY refund_due (next_attempt_at),
  KEY refund_payment (payment_id),
  KEY refund_order (order_id),
  KEY refund_state (channel, state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE refund_line (
  refund_id BINARY(16) NOT NULL,
  line_id BINARY(16) NOT NULL,
  quantity BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (refund_id, line_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
