SELECT DISTINCT e.organisation_id FROM log_leaf AS l JOIN epcis_event AS e ON e.id = l.event_id
WHERE l.leaf_index >= :from AND l.leaf_index < :to
