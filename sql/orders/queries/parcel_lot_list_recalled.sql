-- Of an order: lots that were recalled after they were packed.
SELECT l.parcel_id, l.lot_number
FROM parcel_lot l JOIN lot_gate g ON g.lot = l.lot
WHERE l.order_id = :order_id AND g.blocked_at IS NOT NULL
ORDER BY l.parcel_id, l.lot_number
