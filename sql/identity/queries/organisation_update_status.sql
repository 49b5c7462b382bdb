UPDATE organisation SET status = :status, uscc_held = :uscc_held, version = :version + 1 WHERE id = :id AND version = :version
