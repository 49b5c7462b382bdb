SELECT size, root, signed_at, note FROM log_checkpoint WHERE size >= :from ORDER BY size LIMIT :limit
