SELECT f.leaf_index, e.id, OCTET_LENGTH(e.body) AS bytes
FROM log_leaf AS f JOIN epcis_event AS e ON e.id = f.event_id
WHERE f.leaf_index >= :from AND f.leaf_index < :to AND e.organisation_id = :organisation ORDER BY f.leaf_index
