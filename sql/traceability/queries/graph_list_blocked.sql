SELECT DISTINCT lot_id FROM parcel_movement WHERE lot_id IN (:lots*) AND kind = 'blocked'
