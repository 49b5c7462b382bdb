INSERT INTO epcis_event (id, organisation_id, hash, event_id_hash, declared_at, cbv_version, event_type, event_time, record_time, biz_step,
  body)
VALUES {{(:id, :organisation, :hash, :event_id_hash, :declared_at, :cbv_version, :event_type, :event_time, :record_time, :biz_step, :body)}}
