INSERT INTO measurement_key (algorithm, name, public_key, secret, created_at)
VALUES (:algorithm, :name, :public_key, :secret, :now)
