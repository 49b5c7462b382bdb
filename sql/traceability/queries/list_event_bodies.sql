SELECT body FROM epcis_event WHERE id IN (:ids*) ORDER BY id
