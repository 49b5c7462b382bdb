SELECT id, village_division, data_key, identity, created_at
FROM household WHERE supplier_id = :supplier AND id > :after ORDER BY id LIMIT :limit
