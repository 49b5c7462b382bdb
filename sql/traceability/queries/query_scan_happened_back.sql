SELECT id, event_time AS at FROM epcis_event FORCE INDEX (epcis_event_happened)
WHERE organisation_id = :organisation AND ((event_time = :at AND id < :after) OR (event_time < :at AND event_time >= :from))
ORDER BY event_time DESC, id DESC LIMIT :limit
