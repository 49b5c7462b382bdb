INSERT INTO return_evidence (return_id, id, party, actor, sha256, size_bytes, media_type, document_name, added_at)
VALUES {{(:return_id, :id, :party, :actor, :sha256, :size_bytes, :media_type, :document_name, :added_at)}}
