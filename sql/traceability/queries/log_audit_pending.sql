SELECT p.event_id FROM log_pending AS p LEFT JOIN epcis_event AS e ON e.id = p.event_id
WHERE p.event_id > :after AND e.id IS NULL ORDER BY p.event_id LIMIT :limit
