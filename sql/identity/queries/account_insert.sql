INSERT INTO account (id, status, data_key, phone_lookup, phone, password, created_at, registered_at, erased_at, version)
VALUES (:id, :status, :data_key, :phone_lookup, :phone, NULL, :now, :registered_at, NULL, 1)
