SELECT id, supplier_id, document_name, large_sha256, large_bytes, thumb_sha256, thumb_bytes, width, height, created_at
FROM product_image
WHERE supplier_id = :supplier AND id < :before
ORDER BY id DESC
LIMIT :limit
