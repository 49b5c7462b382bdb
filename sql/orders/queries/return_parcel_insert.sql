INSERT INTO return_parcel (return_id, direction, parcel, carrier, tracking_number, sent_at)
VALUES (:return_id, :direction, :parcel, :carrier, :tracking_number, :sent_at)
