-- small table: signing_key
SELECT id, public_key, secret, signs_from, created_at FROM signing_key ORDER BY signs_from, id
