SELECT id, kind, status, name, uscc, region, superior, data_key, created_at, version FROM organisation WHERE id = :id FOR UPDATE
