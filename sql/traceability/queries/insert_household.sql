INSERT INTO household (id, supplier_id, village_division, data_key, identity, created_at, version)
VALUES (:id, :supplier, :village_division, :data_key, :identity, :now, 1)
