SELECT id, supplier_id, status, withdrawn_reason, draft, review, published_version, sample, version, event_version, created_at, updated_at
FROM product FORCE INDEX (PRIMARY)
WHERE id IN (:ids*) AND supplier_id = :supplier
ORDER BY id
FOR UPDATE
