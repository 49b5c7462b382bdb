SELECT id, hash, event_id_hash, declared_at, cbv_version, event_time, record_time, biz_step, event_type, body
FROM epcis_event WHERE id > :after ORDER BY id LIMIT :limit
