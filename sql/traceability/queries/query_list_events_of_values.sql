SELECT event_id FROM epcis_event_value
WHERE organisation_id = :organisation AND kind IN (:kinds*) AND value_hash IN (:value_hashes*) LIMIT :limit
