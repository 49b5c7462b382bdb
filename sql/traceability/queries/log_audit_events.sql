-- One statement, so that an event that gets its leaf meanwhile is seen in one of both places.
SELECT e.id, e.body, f.leaf_index, p.digest AS pending_digest
FROM epcis_event AS e
LEFT JOIN log_leaf AS f ON f.event_id = e.id
LEFT JOIN log_pending AS p ON p.event_id = e.id
WHERE e.id > :after ORDER BY e.id LIMIT :limit
