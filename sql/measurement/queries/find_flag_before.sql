SELECT id FROM flag WHERE id < :before ORDER BY id DESC LIMIT 1 OFFSET :skipped
