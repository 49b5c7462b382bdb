UPDATE export_job SET state = 'expired' WHERE id = :id AND state IN ('waiting', 'finished', 'failed')
