INSERT INTO parcel_lot (order_id, parcel_id, line_id, lot, sku, lot_number, quantity, restocked)
VALUES {{(:order_id, :parcel_id, :line_id, :lot, :sku, :lot_number, :quantity, 0)}}
