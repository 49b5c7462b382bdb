INSERT INTO epcis_master (organisation_id, uri_hash, uri, element, recorded_at)
VALUES {{(:organisation, :uri_hash, :uri, :element, :now)}}
ON DUPLICATE KEY UPDATE element = VALUES(element), recorded_at = VALUES(recorded_at)
