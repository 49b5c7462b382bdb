INSERT INTO return_lot (order_id, return_id, line_id, parcel_id, lot, restocked, scrapped, sorted_at)
VALUES {{(:order_id, :return_id, :line_id, :parcel_id, :lot, :restocked, :scrapped, :now)}}
