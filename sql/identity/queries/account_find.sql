SELECT id, status, data_key, phone, password, created_at, registered_at, version FROM account WHERE id = :id
