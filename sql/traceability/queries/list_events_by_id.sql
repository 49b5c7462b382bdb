SELECT body FROM epcis_event
WHERE organisation_id = :organisation AND event_id_hash = :event_id_hash ORDER BY id LIMIT :limit
