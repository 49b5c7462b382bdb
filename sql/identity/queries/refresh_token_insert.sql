INSERT INTO refresh_token (token_hash, session, issued_at, used_at) VALUES (:token_hash, :session, :now, NULL)
