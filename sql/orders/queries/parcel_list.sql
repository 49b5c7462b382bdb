SELECT order_id, id, delivery, division, carrier, tracking_number, packed_at, shipped_at
FROM parcel
WHERE order_id = :order_id AND unpacked_at IS NULL
ORDER BY delivery, id
