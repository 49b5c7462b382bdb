INSERT INTO organisation (id, kind, status, name, uscc, uscc_held, region, superior, data_key, created_at, version)
VALUES (:id, :kind, :status, :name, :uscc, :uscc_held, :region, :superior, :data_key, :now, 1)
