-- Each change of a cart makes a new version of it, by which a view of it that is kept elsewhere shows whether it is the newest. The row
-- is the cart's lock, too. A cart without one is at version 0.
CREATE TABLE cart (
  buyer BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (buyer)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What happens in institutional buying when a time has come: a request closes, a quotation lapses. Of what lapsed before, only what is
-- still proposed waits: for the rest nobody is told so late.
CREATE TABLE procurement_wait (
  kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  subject BINARY(16) NOT NULL,
  due_at DATETIME(6) NOT NULL,
  PRIMARY KEY (kind, subject),
  KEY procurement_wait_due (kind, due_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO procurement_wait (kind, subject, due_at) SELECT 'deadline', id, quote_until FROM rfq WHERE state = 'open';
INSERT INTO procurement_wait (kind, subject, due_at)
SELECT 'validity', q.id, r.valid_until
FROM quotation q JOIN quotation_revision r ON r.quotation_id = q.id AND r.revision = q.revision
WHERE q.state IN ('submitted', 'accepted')
  AND (r.valid_until > UTC_TIMESTAMP(6) OR EXISTS (SELECT 1 FROM proposal p WHERE p.rfq_id = q.rfq_id AND p.quotation_id = q.id AND p.state = 'proposed'));

-- NULL: nobody of the unit took the step; what was proposed can't be bought any more.
ALTER TABLE proposal_step MODIFY COLUMN actor BINARY(16) NULL;

-- Ordinary checkouts of institutions: what one person bought without asking, by the day, and what a union gave its members, by the year.
-- Written before the order writer has the checkout, so it counts for a moment without an order.
CREATE TABLE unit_checkout (
  group_id BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  day DATE NOT NULL,                      -- in China
  total_fen BIGINT NOT NULL,
  heads BIGINT NULL,                      -- a union's members who get something of it
  cap_year INT NULL,
  held_until DATETIME(6) NOT NULL,
  PRIMARY KEY (group_id),
  KEY unit_checkout_day (buyer, day),
  KEY unit_checkout_cap (buyer, cap_year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Of refunded_fen: what was never paid, because it was declined before; it is not owed any more.
ALTER TABLE orders ADD COLUMN forgone_fen BIGINT NOT NULL DEFAULT 0;
