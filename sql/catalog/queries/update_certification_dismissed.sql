UPDATE certification
SET open_objections = 0, version = version + 1, updated_at = :now
WHERE id = :id AND version = :version
