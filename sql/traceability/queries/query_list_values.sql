SELECT value_hash, value FROM epcis_value
WHERE organisation_id = :organisation AND kind = :kind AND value_hash > :after ORDER BY value_hash LIMIT :limit
