SELECT l.lot, l.on_hand + l.blocked AS on_hand, l.bound, l.written_off + l.expired AS taken_off,
  (SELECT COALESCE(SUM(t.quantity), 0) FROM lot_transfer t WHERE t.lot = l.lot) AS received
FROM lot_stock l
WHERE l.lot IN (:lots*)
