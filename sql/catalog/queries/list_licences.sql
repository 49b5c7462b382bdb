SELECT l.id, l.kind, l.number, l.valid_to, l.standing, l.decided_by, l.decided_reason,
       f.id AS file_id, f.document_name, f.media_type, f.size_bytes, f.sha256
FROM supplier_licence l JOIN stored_file f ON f.id = l.file_id
WHERE l.supplier_id = :supplier AND l.replaced = 0
ORDER BY l.id
