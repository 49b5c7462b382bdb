INSERT INTO address (id, owner, content, version, created_at) VALUES (:id, :owner, :content, 1, :now)
