INSERT INTO lot_gate (lot, blocked_at, block_reason, version)
VALUES (:lot, NULL, '', 0)
ON DUPLICATE KEY UPDATE lot = lot_gate.lot
