SELECT id, quantity, consumed, households FROM lot WHERE id > :after ORDER BY id LIMIT :limit
