SELECT id, legal_name, registration_county, status, sample
FROM supplier
WHERE id IN (:suppliers*)
ORDER BY id
