-- By the other key whole blocks would be read: all measures, periods and parts of them.
{{SELECT block, period, cells FROM volume_block FORCE INDEX (PRIMARY)
WHERE cube = :cube AND tier = :tier AND measure = :measure AND period IN (:periods*) AND part IN (:parts*) AND origin = :origin
  AND level = :level AND block >= :from AND block < :until}}
