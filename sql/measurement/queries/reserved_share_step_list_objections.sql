-- Raised since the declaration was submitted last.
SELECT s.declaration, s.version, s.actor, s.organisation, s.reason, s.taken_at
FROM reserved_share_step s FORCE INDEX (PRIMARY)
WHERE s.declaration IN (:declarations*) AND s.action = 'object'
  AND s.version > (SELECT MAX(l.version) FROM reserved_share_step l WHERE l.declaration = s.declaration AND l.action = 'submit')
ORDER BY s.declaration, s.version
