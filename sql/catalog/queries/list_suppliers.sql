SELECT id, legal_name, kind, registration_county, status, version, updated_at
FROM supplier
WHERE id > :after AND status IN (:statuses*)
ORDER BY id
LIMIT :limit
