SELECT COUNT(*) AS jobs FROM import_job
WHERE supplier_id = :supplier AND state <> 'expired' AND (expires_at IS NULL OR expires_at > :now)
