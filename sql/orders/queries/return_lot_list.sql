SELECT order_id, return_id, line_id, parcel_id, lot, restocked, scrapped
FROM return_lot
WHERE order_id = :order_id
ORDER BY return_id, line_id, parcel_id, lot
