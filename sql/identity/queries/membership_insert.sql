INSERT INTO membership (organisation, account, id, administrator, granted_by, granted_at, ended_at, version)
VALUES (:organisation, :account, :id, :administrator, :granted_by, :now, NULL, 1)
