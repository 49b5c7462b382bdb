-- One bank entry confirms one refund at most.
ALTER TABLE refund
  ADD COLUMN bank_entry VARCHAR(40) CHARACTER SET ascii NULL,  -- the outgoing entry that paid it, through whatever channel it was promised
  ADD COLUMN accepted_at DATETIME(6) NULL,                     -- when the channel took it: the day of its bill
  ADD KEY refund_by_state (state, id),
  ADD KEY refund_accepted (channel, accepted_at);

-- Where an entry was named twice before, the first refund keeps it; the other's provider_refund still tells.
UPDATE refund r
  JOIN (SELECT provider_refund, MIN(id) AS id FROM refund
        WHERE channel = 'bank_transfer' AND state = 'succeeded' GROUP BY provider_refund) f ON f.id = r.id
SET r.bank_entry = r.provider_refund;

UPDATE refund SET accepted_at = COALESCE(succeeded_at, requested_at) WHERE state IN ('processing', 'succeeded');

ALTER TABLE refund ADD UNIQUE KEY refund_bank_entry (bank_entry);

-- What a statement's entry became: matched to a payment or a refund, waiting for an operator, or put aside as none of ours.
ALTER TABLE bank_entry
  ADD COLUMN state VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'unmatched',
  ADD COLUMN refund_id BINARY(16) NULL,
  ADD UNIQUE KEY bank_entry_refund (refund_id),
  ADD KEY bank_entry_state (state, entry_number);

UPDATE bank_entry SET state = 'matched' WHERE payment_id IS NOT NULL;

UPDATE bank_entry e JOIN refund r ON r.bank_entry = e.entry_number SET e.state = 'matched', e.refund_id = r.id;

ALTER TABLE payment_receipt ADD KEY payment_receipt_paid (channel, paid_at);

-- A channel's bill of one day in China, imported once.
CREATE TABLE channel_bill (
  channel VARCHAR(16) CHARACTER SET ascii NOT NULL,
  bill_date DATE NOT NULL,
  id BINARY(16) NOT NULL,
  sha256 BINARY(32) NOT NULL,
  entries INT NOT NULL,
  paid_fen BIGINT NOT NULL,               -- by the bill
  refunded_fen BIGINT NOT NULL,
  imported_by VARCHAR(64) CHARACTER SET ascii NOT NULL,
  imported_at DATETIME(6) NOT NULL,
  PRIMARY KEY (channel, bill_date),
  UNIQUE KEY channel_bill_id (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Its lines as far as they concern money: no buyer's account stands here.
CREATE TABLE channel_bill_entry (
  bill_id BINARY(16) NOT NULL,
  position INT NOT NULL,
  channel VARCHAR(16) CHARACTER SET ascii NOT NULL,
  subject VARCHAR(16) CHARACTER SET ascii NOT NULL,  -- payment or refund
  number VARCHAR(64) CHARACTER SET ascii NOT NULL,   -- ours: of the payment or of the refund
  transaction_number VARCHAR(64) CHARACTER SET ascii NOT NULL,
  amount_fen BIGINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  PRIMARY KEY (bill_id, position),
  KEY channel_bill_entry_number (channel, subject, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Where a bill and our books disagree. Found when the bill is imported; only the resolution is written later.
CREATE TABLE bill_difference (
  bill_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  channel VARCHAR(16) CHARACTER SET ascii NOT NULL,
  bill_date DATE NOT NULL,
  subject VARCHAR(16) CHARACTER SET ascii NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  number VARCHAR(64) CHARACTER SET ascii NOT NULL,
  transaction_number VARCHAR(64) CHARACTER SET ascii NOT NULL,
  ours_fen BIGINT NULL,
  theirs_fen BIGINT NULL,
  ours_state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  theirs_state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  resolved TINYINT NOT NULL,
  resolution VARCHAR(500) NOT NULL,
  resolved_by VARCHAR(64) CHARACTER SET ascii NOT NULL,
  resolved_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY bill_difference_bill (bill_id, id),
  KEY bill_difference_open (resolved, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
