INSERT INTO epcis_event (id, organisation_id, captured, hash, event_id_hash, declared_at, cbv_version, event_type, event_time, record_time,
  biz_step, body)
VALUES {{(:id, :organisation, :captured, :hash, :event_id_hash, :declared_at, :cbv_version, :event_type, :event_time, :record_time, :biz_step, :body)}}
