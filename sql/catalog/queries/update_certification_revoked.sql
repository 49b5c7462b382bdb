UPDATE certification
SET status = 'revoked', revoked_at = :now, version = version + 1, event_version = event_version + 1, updated_at = :now
WHERE id = :id AND version = :version
