SELECT o.id, o.status,
  (SELECT COUNT(*) FROM membership m JOIN account a ON a.id = m.account
   WHERE m.organisation = o.id AND m.ended_at IS NULL AND m.administrator = 1 AND a.status <> 'erased') AS administrators
FROM organisation o
WHERE o.id > :after
ORDER BY o.id
LIMIT :limit
