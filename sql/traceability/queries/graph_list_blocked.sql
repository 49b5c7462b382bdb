-- What happened last counts.
SELECT lot_id FROM parcel_movement WHERE lot_id IN (:lots*) AND kind IN ('blocked', 'released') GROUP BY lot_id
HAVING MAX(CASE kind WHEN 'blocked' THEN sequence ELSE -1 END) > MAX(CASE kind WHEN 'released' THEN sequence ELSE -1 END)
