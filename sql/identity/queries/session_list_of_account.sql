SELECT id, role, organisation, method, signed_in_at, created_at, expires_at, ended_at, end_reason FROM session
WHERE account = :account AND id > :after ORDER BY id LIMIT :limit
