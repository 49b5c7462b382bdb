SELECT id, kind, status, name, uscc, region, superior, created_at, version FROM organisation
WHERE status = :status AND id > :after ORDER BY id LIMIT :limit
