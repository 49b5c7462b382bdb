UPDATE flag SET state = :state, version = version + 1 WHERE id = :id AND version = :version
