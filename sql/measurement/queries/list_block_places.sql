SELECT DISTINCT measure, period, part FROM volume_block
WHERE origin = :origin AND cube = :cube AND tier = :tier AND level = :level AND block >= :from AND block < :until
ORDER BY measure, period, part
