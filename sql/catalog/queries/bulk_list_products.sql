SELECT id, supplier_id, status, withdrawn_reason, draft, review, published_version, sample, version, event_version, created_at, updated_at
FROM product
WHERE supplier_id = :supplier AND id > :after
ORDER BY id
LIMIT :limit
