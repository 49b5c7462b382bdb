INSERT INTO log_checkpoint (size, root, signed_at, note) VALUES (:size, :root, :now, :note)
