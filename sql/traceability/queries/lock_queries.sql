SELECT id FROM named_query WHERE organisation_id = :organisation ORDER BY name FOR UPDATE
