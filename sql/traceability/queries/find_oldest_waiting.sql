SELECT record_time FROM epcis_event WHERE id = (SELECT MIN(id) FROM log_waiting)
