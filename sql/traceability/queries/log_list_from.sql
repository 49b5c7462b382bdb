-- One statement, so that an event that gets its leaf meanwhile is seen in one of both places.
SELECT e.id, e.record_time, CASE WHEN f.event_id IS NULL AND p.event_id IS NULL THEN 1 ELSE 0 END AS is_missing
FROM epcis_event AS e
LEFT JOIN log_leaf AS f ON f.event_id = e.id
LEFT JOIN log_pending AS p ON p.event_id = e.id
WHERE e.id > :after ORDER BY e.id LIMIT :limit
