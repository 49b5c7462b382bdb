UPDATE import_job SET state = 'expired' WHERE id = :id AND state <> 'expired'
