SELECT id, organisation_id, body FROM epcis_event WHERE id IN (:ids*)
