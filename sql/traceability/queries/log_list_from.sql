SELECT e.id, e.record_time, f.leaf_index
FROM epcis_event AS e LEFT JOIN log_leaf AS f ON f.event_id = e.id
WHERE e.id > :after ORDER BY e.id LIMIT :limit
