INSERT INTO stored_file (id, owner_id, sha256, size_bytes, media_type, document_name, uploaded_by, created_at)
VALUES (:id, :owner, :sha256, :size_bytes, :media_type, :document_name, :actor, :now)
