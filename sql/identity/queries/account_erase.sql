UPDATE account SET status = 'erased', data_key = NULL, phone_lookup = NULL, phone = NULL, password = NULL, erased_at = :now, version = :version + 1
WHERE id = :id AND version = :version
