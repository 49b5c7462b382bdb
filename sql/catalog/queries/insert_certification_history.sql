INSERT INTO certification_history (certification_id, version, status, actor, reason, occurred_at)
VALUES (:certification, :version, :status, :actor, :reason, :now)
