INSERT INTO named_query_owner (organisation_id) VALUES (:organisation)
ON DUPLICATE KEY UPDATE organisation_id = named_query_owner.organisation_id
