UPDATE lot SET recalled_at = :now, version = version + 1 WHERE id IN (:ids*) AND recalled_at IS NULL
