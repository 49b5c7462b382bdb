SELECT id, body FROM epcis_event WHERE id IN (:ids*) AND organisation_id = :organisation
