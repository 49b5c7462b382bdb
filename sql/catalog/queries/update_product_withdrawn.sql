UPDATE product
SET status = 'withdrawn', withdrawn_reason = :reason, version = version + 1, event_version = event_version + 1, updated_at = :now
WHERE id = :id AND version = :version AND status = 'published'
