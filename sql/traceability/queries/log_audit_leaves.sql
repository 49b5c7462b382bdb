SELECT f.leaf_index, f.event_id, f.digest, e.body
FROM log_leaf AS f LEFT JOIN epcis_event AS e ON e.id = f.event_id
WHERE f.leaf_index >= :first ORDER BY f.leaf_index LIMIT :limit
