SELECT id, supplier_id, status, withdrawn_reason, draft, review, published_version, sample, version, event_version, created_at, updated_at
FROM product FORCE INDEX (product_supplier)
WHERE supplier_id = :supplier AND status = 'published'
ORDER BY id
FOR UPDATE
