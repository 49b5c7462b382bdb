SELECT DISTINCT e.id, e.hash, e.event_id_hash, e.declared_at, e.cbv_version, e.event_type, e.event_time, e.record_time, e.biz_step, e.body
FROM epcis_event_lot AS l JOIN epcis_event AS e ON e.id = l.event_id
WHERE l.lot_id IN (:lots*) AND l.event_id > :after ORDER BY e.id LIMIT :limit
