SELECT id, event_time, record_time FROM epcis_event WHERE id IN (:ids*) AND organisation_id = :organisation
