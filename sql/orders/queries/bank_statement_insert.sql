INSERT INTO bank_statement (id, imported_by, imported_at, sha256, entries) VALUES (:id, :imported_by, :now, :sha256, :entries)
