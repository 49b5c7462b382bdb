SELECT DISTINCT order_id FROM parcel_lot WHERE lot = :lot ORDER BY order_id
