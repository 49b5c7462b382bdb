-- What an organisation captured of one unit: kinds 15 and 17 of the index are EPCs, observed and produced.
SELECT DISTINCT v.event_id AS id FROM epcis_event_value AS v
WHERE v.organisation_id = :organisation AND v.kind IN (15, 17) AND v.value_hash = :value_hash ORDER BY v.event_id DESC LIMIT :limit
