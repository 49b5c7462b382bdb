INSERT INTO signing_key (id, public_key, secret, signs_from, created_at) VALUES (:id, :public_key, :secret, :signs_from, :now)
