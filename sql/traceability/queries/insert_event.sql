INSERT INTO epcis_event (id, hash, declared_at, cbv_version, event_type, event_time, record_time, biz_step, body)
VALUES {{(:id, :hash, :declared_at, :cbv_version, :event_type, :event_time, :record_time, :biz_step, :body)}}
