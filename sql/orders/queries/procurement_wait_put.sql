INSERT INTO procurement_wait (kind, subject, due_at) VALUES (:kind, :subject, :due_at) ON DUPLICATE KEY UPDATE due_at = VALUES(due_at)
