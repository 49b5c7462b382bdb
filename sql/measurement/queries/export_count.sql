SELECT COUNT(*) AS jobs FROM export_job
WHERE organisation_id = :organisation AND state IN ('waiting', 'finished')
