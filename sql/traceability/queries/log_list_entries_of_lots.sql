SELECT DISTINCT l.event_id, f.leaf_index, f.digest
FROM epcis_event_lot AS l JOIN log_leaf AS f ON f.event_id = l.event_id
WHERE l.lot_id IN (:lots*) AND l.event_id > :after ORDER BY l.event_id LIMIT :limit
