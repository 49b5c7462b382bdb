SELECT COUNT(*) AS requested FROM recall WHERE origin_lot_id = :origin AND state = 'requested'
