SELECT MIN(l.leaf_index) AS place FROM epcis_event AS e JOIN log_leaf AS l ON l.event_id = e.id
WHERE e.organisation_id = :organisation AND e.record_time >= :from AND e.record_time <= :to
