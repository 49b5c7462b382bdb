UPDATE account SET status = 'active', registered_at = :now, version = :version + 1 WHERE id = :id AND version = :version AND status = 'invited'
