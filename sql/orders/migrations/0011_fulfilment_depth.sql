-- What of a line lies in parcels and what will never be delivered; the rest of it is still to be packed.
ALTER TABLE order_line
  ADD COLUMN packed BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN declined BIGINT NOT NULL DEFAULT 0;
UPDATE order_line i JOIN orders o ON o.id = i.order_id SET i.packed = i.quantity WHERE o.packed_at IS NOT NULL;
UPDATE order_line i JOIN orders o ON o.id = i.order_id SET i.declined = i.quantity
WHERE o.packed_at IS NULL AND o.state IN ('paid', 'refunded') AND o.refunding_fen + o.refunded_fen = o.total_fen;

-- Opened again before it left: its lots went back.
ALTER TABLE parcel
  ADD COLUMN unpacked_at DATETIME(6) NULL,
  ADD KEY parcel_id (id);

-- What an institution found when the goods arrived. Written once for an order.
CREATE TABLE inspection (
  order_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  inspector VARBINARY(512) NOT NULL,      -- sealed: a person's name
  inspected_at DATETIME(6) NOT NULL,
  recorded_by BINARY(16) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (order_id),
  UNIQUE KEY inspection_id (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE inspection_line (
  inspection_id BINARY(16) NOT NULL,
  line_id BINARY(16) NOT NULL,
  accepted BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  remark VARCHAR(200) NOT NULL,
  PRIMARY KEY (inspection_id, line_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What happens to an order by itself when nothing else has happened for long enough. How long is a setting, so the row holds
-- since when; it goes when its time has come.
CREATE TABLE order_wait (
  kind VARCHAR(24) CHARACTER SET ascii NOT NULL,
  order_id BINARY(16) NOT NULL,
  since DATETIME(6) NOT NULL,
  PRIMARY KEY (kind, order_id),
  KEY order_wait_since (kind, since)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
-- Nobody was told of these times when the goods were sent, so they begin now.
INSERT INTO order_wait (kind, order_id, since) SELECT 'delivery', id, UTC_TIMESTAMP(6) FROM orders WHERE state = 'shipped';
INSERT INTO order_wait (kind, order_id, since) SELECT 'acceptance', id, UTC_TIMESTAMP(6) FROM orders WHERE state = 'delivered';
INSERT INTO order_wait (kind, order_id, since) SELECT 'acceptance_notice', id, UTC_TIMESTAMP(6) FROM orders WHERE state = 'delivered';
INSERT INTO order_wait (kind, order_id, since)
SELECT 'retention', id, COALESCE(completed_at, cancelled_at, accepted_at, delivered_at, paid_at, placed_at)
FROM orders WHERE state IN ('completed', 'cancelled', 'refunded');

-- What a loop could not do, and when it tries that again: one that fails holds no other up.
CREATE TABLE loop_retry (
  loop_name VARCHAR(24) CHARACTER SET ascii NOT NULL,
  subject BINARY(16) NOT NULL,
  attempts INT NOT NULL,
  retry_at DATETIME(6) NOT NULL,
  PRIMARY KEY (loop_name, subject)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
