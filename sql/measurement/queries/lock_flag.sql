SELECT version FROM flag WHERE id = :id FOR UPDATE
