SELECT id, sign_in, account, role, organisation, method, signed_in_at, expires_at, ended_at FROM session WHERE id = :id FOR UPDATE
