INSERT INTO parcel_movement (sequence, position, kind, lot_id, order_id, line_id, parcel_id, quantity)
VALUES {{(:sequence, :position, :kind, :lot, :order, :line, :parcel, :quantity)}}
