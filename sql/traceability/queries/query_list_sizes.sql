SELECT id, OCTET_LENGTH(body) AS bytes FROM epcis_event WHERE id IN (:ids*) AND organisation_id = :organisation
