DELETE FROM recall WHERE lot_id IN (:lots*)
