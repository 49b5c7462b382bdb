SELECT id, content, version, created_at FROM address WHERE id = :id AND owner = :owner
