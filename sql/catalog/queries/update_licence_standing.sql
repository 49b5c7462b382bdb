UPDATE supplier_licence
SET standing = :standing, decided_by = :actor, decided_reason = :reason
WHERE supplier_id = :supplier AND id = :licence AND replaced = 0 AND standing = 'handed_in'
