INSERT INTO volume_fold (origin, cube, tier, level, blocks) VALUES (:origin, :cube, :tier, :level, :blocks)
ON DUPLICATE KEY UPDATE blocks = VALUES(blocks)
