SELECT id, version FROM orders FORCE INDEX (PRIMARY) WHERE id > :after ORDER BY id LIMIT :limit
