SELECT p.id, p.supplier_id, s.legal_name AS supplier_name, p.draft, p.review, p.version, p.updated_at
FROM product p FORCE INDEX (product_review) JOIN supplier s ON s.id = p.supplier_id
WHERE p.review = :review AND p.id > :after
ORDER BY p.id
LIMIT :limit
