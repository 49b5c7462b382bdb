SELECT id, content, version, created_at FROM address WHERE owner = :owner AND id > :after ORDER BY id LIMIT :limit
