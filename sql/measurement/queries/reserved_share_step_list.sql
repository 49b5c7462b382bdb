SELECT version, action, actor, organisation, reason, declared, taken_at FROM reserved_share_step
WHERE declaration = :declaration
ORDER BY version
