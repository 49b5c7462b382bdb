SELECT digest, statements, done, running FROM schema_migration WHERE component = :component AND name = :name
