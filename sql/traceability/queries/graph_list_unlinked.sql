-- Captured events in order of ids, and which of them relate things to each other and have no link.
SELECT e.id, e.organisation_id,
  CASE WHEN l.event_id IS NULL AND e.captured = 1 AND e.event_type IN ('AggregationEvent', 'TransformationEvent') THEN 1 ELSE 0 END AS is_missing
FROM epcis_event AS e LEFT JOIN captured_link AS l ON l.event_id = e.id
WHERE e.id > :after AND e.id <= :to ORDER BY e.id LIMIT :limit
