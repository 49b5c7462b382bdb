SELECT id, record_time AS at FROM epcis_event FORCE INDEX (epcis_event_recorded)
WHERE organisation_id = :organisation AND ((record_time = :at AND id > :after) OR (record_time > :at AND record_time < :to))
ORDER BY record_time, id LIMIT :limit
