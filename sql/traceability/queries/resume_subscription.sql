UPDATE event_subscription SET state = 'active', attempts = 0, failing_since = NULL, next_at = :now, version = version + 1
WHERE id = :id AND organisation_id = :organisation
