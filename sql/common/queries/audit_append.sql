INSERT INTO audit_entry (id, occurred_at, actor, action, subject, details)
VALUES {{(:id, :now, :actor, :action, :subject, :details)}}
