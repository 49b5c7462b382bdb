SELECT id FROM import_job WHERE id IN (:ids*) AND state <> 'expired'
