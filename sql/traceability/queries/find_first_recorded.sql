SELECT record_time FROM epcis_event WHERE organisation_id = :organisation AND record_time >= :from ORDER BY record_time, id LIMIT 1
