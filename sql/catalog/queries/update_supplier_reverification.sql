UPDATE supplier
SET reverify_by = :reverify_by, reverify_asked_at = :asked_at, reverify_answered = :answered, version = version + 1, updated_at = :now
WHERE id = :id AND version = :version
