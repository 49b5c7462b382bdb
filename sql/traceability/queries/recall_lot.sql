UPDATE lot SET recalled_at = :now, version = version + 1 WHERE id = :id AND recalled_at IS NULL
