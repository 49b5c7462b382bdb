UPDATE product
SET status = 'published', withdrawn_reason = '', published_version = :published_version, version = version + 1,
    event_version = event_version + 1, updated_at = :now
WHERE id = :id AND version = :version
