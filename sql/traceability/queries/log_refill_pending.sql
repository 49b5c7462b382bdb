INSERT INTO log_pending (event_id, digest)
SELECT id, UNHEX(SHA2(body, 256)) FROM epcis_event WHERE id IN (:ids*)
