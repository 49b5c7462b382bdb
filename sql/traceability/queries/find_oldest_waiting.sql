SELECT record_time FROM epcis_event WHERE id = (SELECT MIN(event_id) FROM log_pending)
