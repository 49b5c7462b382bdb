UPDATE supplier
SET status = :status, version = version + 1, updated_at = :now
WHERE id = :id AND version = :version
