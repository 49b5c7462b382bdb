SELECT id, text, contact, state, created_at, decided_at
FROM certification_objection
WHERE certification_id = :certification
ORDER BY id
LIMIT 500
