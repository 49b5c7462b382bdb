SELECT id, transferred FROM lot WHERE id > :after AND transferred > 0 ORDER BY id LIMIT :limit
