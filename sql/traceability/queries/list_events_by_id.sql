SELECT id, OCTET_LENGTH(body) AS bytes FROM epcis_event
WHERE organisation_id = :organisation AND event_id_hash = :event_id_hash ORDER BY id LIMIT :limit
