INSERT INTO reserved_share_step (declaration, version, action, actor, organisation, reason, declared, taken_at)
VALUES (:declaration, :version, :action, :actor, :organisation, :reason, :declared, :taken_at)
