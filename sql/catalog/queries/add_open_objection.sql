UPDATE certification
SET open_objections = open_objections + 1, version = version + 1, updated_at = :now
WHERE id = :id AND version = :version AND status = 'publicity'
