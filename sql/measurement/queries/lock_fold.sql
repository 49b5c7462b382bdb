-- One process at a time folds a source.
SELECT blocks FROM volume_fold WHERE origin = :origin AND cube = 'entry' AND tier = 'day' AND level = 0 FOR UPDATE
