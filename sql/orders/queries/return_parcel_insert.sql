-- Once for each direction; sent again after a ruling, the newest way counts.
INSERT INTO return_parcel (return_id, direction, parcel, carrier, tracking_number, sent_at)
VALUES (:return_id, :direction, :parcel, :carrier, :tracking_number, :sent_at)
ON DUPLICATE KEY UPDATE parcel = VALUES(parcel), carrier = VALUES(carrier), tracking_number = VALUES(tracking_number), sent_at = VALUES(sent_at)
