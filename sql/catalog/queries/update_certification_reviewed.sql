UPDATE certification
SET status = :status, valid_months = :valid_months, publicity_ends_at = :publicity_ends_at, version = version + 1, updated_at = :now
WHERE id = :id AND version = :version
