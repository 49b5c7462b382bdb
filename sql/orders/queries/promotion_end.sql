UPDATE promotion SET ends_at = :ends_at, version = :version + 1 WHERE id = :id AND version = :version
