SELECT session, used_at FROM refresh_token WHERE token_hash = :token_hash
