-- Newest first.
SELECT supplier, effective_from, id, terms, created_at
FROM freight_terms
WHERE supplier = :supplier AND effective_from < :before
ORDER BY effective_from DESC
LIMIT :limit
