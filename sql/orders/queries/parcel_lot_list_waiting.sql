-- Packed, not shipped.
SELECT l.order_id, l.parcel_id, l.line_id, l.lot, l.sku, l.lot_number, l.quantity, l.restocked
FROM parcel p JOIN parcel_lot l ON l.order_id = p.order_id AND l.parcel_id = p.id
WHERE p.order_id IN (:orders*) AND p.shipped_at IS NULL AND p.unpacked_at IS NULL
ORDER BY l.order_id, l.parcel_id, l.line_id, l.lot
