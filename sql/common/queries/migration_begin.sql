INSERT INTO schema_migration (component, name, digest, statements, done, running, began_at)
VALUES (:component, :name, :digest, :statements, 0, 0, :now)
