UPDATE key_ring SET version = version + 1 WHERE id = 1
