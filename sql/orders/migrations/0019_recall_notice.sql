-- Who is to be told of a recall: the orders that it reached, by buyer. A buyer is told once of all of them.
CREATE TABLE recall_notice (
  recall BINARY(16) NOT NULL,             -- the lot that was recalled, of which the others were made
  buyer BINARY(16) NOT NULL,
  order_id BINARY(16) NOT NULL,
  buyer_account BINARY(16) NOT NULL,      -- who ordered
  buyer_kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  due_at DATETIME(6) NOT NULL,            -- later than at once while further lots of the recall are to come
  told_at DATETIME(6) NULL,
  PRIMARY KEY (recall, buyer, order_id),
  KEY recall_notice_order (order_id),
  KEY recall_notice_due (told_at, due_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Whoever waited to be told under the rules before is told under these.
INSERT INTO recall_notice (recall, buyer, order_id, buyer_account, buyer_kind, due_at, told_at)
SELECT w.order_id, o.buyer, o.id, o.buyer_account, o.buyer_kind, w.since, NULL
FROM order_wait AS w JOIN orders AS o ON o.id = w.order_id WHERE w.kind = 'recall_notice';
DELETE FROM order_wait WHERE kind = 'recall_notice';
