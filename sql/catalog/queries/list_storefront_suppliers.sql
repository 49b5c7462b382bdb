SELECT id, legal_name, registration_county, status, sample
FROM supplier
WHERE id > :after
ORDER BY id
LIMIT :limit
