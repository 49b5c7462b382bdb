SELECT return_id, direction, parcel, carrier, tracking_number, sent_at
FROM return_parcel
WHERE return_id IN (:returns*)
ORDER BY return_id, sent_at, direction
