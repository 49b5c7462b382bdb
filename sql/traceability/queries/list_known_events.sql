SELECT event_id_hash, declared_at FROM epcis_event
WHERE organisation_id = :organisation AND event_id_hash IN (:event_id_hashes*) AND captured = 1
