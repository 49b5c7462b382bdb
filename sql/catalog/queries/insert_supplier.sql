INSERT INTO supplier (id, legal_name, kind, uscc, registration_county, status, data_key, contact_name, sample, version, created_at, updated_at)
VALUES (:id, :legal_name, :kind, :uscc, :registration_county, :status, :data_key, :contact_name, :sample, 1, :now, :now)
