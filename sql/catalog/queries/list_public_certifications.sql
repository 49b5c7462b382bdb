SELECT c.id, c.product_id, c.product_name, c.supplier_id, s.legal_name AS supplier_name, c.production_county, c.status, c.households,
       c.benefit_method, c.publicity_ends_at, c.valid_from, c.valid_to
FROM certification c JOIN supplier s ON s.id = c.supplier_id
WHERE c.id < :before AND (c.status = 'publicity' OR (c.status = 'valid' AND c.valid_to > :now))
ORDER BY c.id DESC
LIMIT :limit
