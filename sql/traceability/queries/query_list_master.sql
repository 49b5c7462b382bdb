SELECT uri, element FROM epcis_master WHERE organisation_id = :organisation ORDER BY uri_hash LIMIT :limit
