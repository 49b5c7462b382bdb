-- The value of its eventID stands for all values of an event: they are stored together.
SELECT e.id, e.organisation_id, e.record_time, CASE WHEN v.event_id IS NULL THEN 1 ELSE 0 END AS is_missing
FROM epcis_event AS e LEFT JOIN epcis_event_value AS v
  ON v.organisation_id = e.organisation_id AND v.kind = 1 AND v.value_hash = SUBSTRING(e.event_id_hash, 1, 16) AND v.event_id = e.id
WHERE e.id > :after ORDER BY e.id LIMIT :limit
