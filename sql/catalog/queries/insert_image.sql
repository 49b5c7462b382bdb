INSERT INTO product_image (id, supplier_id, document_name, large_sha256, large_bytes, thumb_sha256, thumb_bytes, width, height, uploaded_by, created_at)
VALUES (:id, :supplier, :document_name, :large_sha256, :large_bytes, :thumb_sha256, :thumb_bytes, :width, :height, :actor, :now)
