SELECT size, root, signed_at, note FROM log_checkpoint WHERE size = :size
