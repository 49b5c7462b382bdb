SELECT sequence, position, kind, lot_id, order_id, line_id, parcel_id, quantity
FROM parcel_movement WHERE sequence >= :sequence AND (sequence > :sequence OR position > :position)
ORDER BY sequence, position LIMIT :limit
