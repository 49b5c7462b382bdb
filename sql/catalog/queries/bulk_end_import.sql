-- One that is worked at is taken from whoever works at it.
UPDATE import_job SET failure = IF(state = 'waiting', 'import_removed', failure), state = IF(state = 'waiting', 'failed', state),
  finished_at = COALESCE(finished_at, :now), expires_at = :now
WHERE id = :id AND state <> 'expired'
