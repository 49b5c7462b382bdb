SELECT version FROM key_ring WHERE id = 1 FOR UPDATE
