SELECT id, occurred_at, actor, action, subject, details FROM audit_entry WHERE subject = :subject AND id > :after ORDER BY id LIMIT :limit
