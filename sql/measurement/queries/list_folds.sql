-- small table: volume_fold (a row for each source, cube, tier and level)
SELECT origin, cube, tier, level, blocks FROM volume_fold
