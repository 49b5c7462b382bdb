SELECT id, entries FROM log_waiting WHERE id > :after ORDER BY id LIMIT :limit
