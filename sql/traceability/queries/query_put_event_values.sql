INSERT IGNORE INTO epcis_event_value (organisation_id, kind, value_hash, event_id) VALUES {{(:organisation, :kind, :value_hash, :event)}}
