UPDATE account SET password = :password, version = :version + 1 WHERE id = :id AND version = :version
