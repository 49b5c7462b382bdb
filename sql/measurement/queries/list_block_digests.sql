-- audit: what a block holds
SELECT measure, period, part, piece, SHA2(cells, 256) AS digest FROM volume_block
WHERE origin = :origin AND cube = :cube AND tier = :tier AND level = :level AND block = :block
