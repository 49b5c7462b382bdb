SELECT id, occurred_at, actor, action, subject, details FROM audit_entry WHERE actor = :actor AND id > :after ORDER BY id LIMIT :limit
