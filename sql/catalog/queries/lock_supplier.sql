SELECT id, legal_name, kind, uscc, registration_county, status, data_key, contact_name, sample, reverify_by, reverify_asked_at, reverify_answered, version, created_at, updated_at
FROM supplier
WHERE id = :id AND (:everything = 1 OR id = :own_supplier OR registration_county = :own_county)
FOR UPDATE
