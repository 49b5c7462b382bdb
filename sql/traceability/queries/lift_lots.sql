UPDATE lot SET recalled_at = NULL, version = version + 1 WHERE id IN (:ids*) AND recalled_at IS NOT NULL
