-- What the graph answers from memory, from the tables.
SELECT m.order_id, m.parcel_id, m.quantity,
  EXISTS (SELECT 1 FROM parcel_movement AS s WHERE s.lot_id = m.lot_id AND s.parcel_id = m.parcel_id AND s.kind = 'shipped') AS shipped
FROM parcel_movement AS m
WHERE m.lot_id IN (:lots*) AND m.kind = 'packed'
  AND NOT EXISTS (SELECT 1 FROM parcel_movement AS u WHERE u.lot_id = m.lot_id AND u.parcel_id = m.parcel_id AND u.kind = 'unpacked')
