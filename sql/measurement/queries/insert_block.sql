INSERT INTO volume_block (cube, tier, measure, period, part, origin, level, block, piece, cells)
VALUES {{(:cube, :tier, :measure, :period, :part, :origin, :level, :block, :piece, :cells)}}
