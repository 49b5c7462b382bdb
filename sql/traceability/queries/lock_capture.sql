SELECT id FROM capture_job WHERE id = :id AND finished_at IS NULL FOR UPDATE
