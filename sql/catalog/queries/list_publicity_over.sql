SELECT id
FROM certification
WHERE status = 'publicity' AND open_objections = 0 AND publicity_ends_at <= :now
ORDER BY publicity_ends_at
LIMIT :limit
