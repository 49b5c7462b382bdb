SELECT order_id, parcel_id, line_id, lot, sku, lot_number, quantity, restocked
FROM parcel_lot
WHERE order_id = :order_id
ORDER BY parcel_id, line_id, lot
