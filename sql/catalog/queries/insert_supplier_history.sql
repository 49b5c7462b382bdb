INSERT INTO supplier_history (supplier_id, version, status, actor, reason, occurred_at)
VALUES (:supplier, :version, :status, :actor, :reason, :now)
