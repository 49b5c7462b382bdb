SELECT size, root, signed_at, note FROM log_checkpoint ORDER BY size DESC LIMIT 1
