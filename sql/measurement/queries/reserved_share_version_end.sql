UPDATE reserved_share_version SET known_until = :revision WHERE declaration = :declaration AND version = :version
