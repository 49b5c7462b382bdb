INSERT IGNORE INTO epcis_value (organisation_id, kind, value_hash, value) VALUES {{(:organisation, :kind, :value_hash, :value)}}
