UPDATE supplier
SET legal_name = :legal_name, kind = :kind, uscc = :uscc, registration_county = :registration_county, status = :status,
    contact_name = :contact_name, version = version + 1, updated_at = :now
WHERE id = :id AND version = :version
