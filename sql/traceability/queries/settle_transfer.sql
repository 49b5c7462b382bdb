UPDATE transfer SET state = :state, settled_at = :now, last_failure = :failure WHERE id = :id AND state = 'reserved'
