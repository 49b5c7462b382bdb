SELECT id FROM schema_migration_lock WHERE id = 1 FOR UPDATE
