UPDATE parcel_lot SET restocked = restocked + :quantity
WHERE order_id = :order_id AND parcel_id = :parcel_id AND line_id = :line_id AND lot = :lot AND restocked + :quantity <= quantity
