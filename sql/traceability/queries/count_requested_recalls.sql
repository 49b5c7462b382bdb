-- At most 2: whether any is left besides one.
SELECT COUNT(*) AS requested FROM (SELECT 1 FROM recall WHERE origin_lot_id = :origin AND state = 'requested' LIMIT 2) AS pending
