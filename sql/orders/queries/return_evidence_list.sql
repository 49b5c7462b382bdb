SELECT return_id, id, party, actor, sha256, size_bytes, media_type, document_name, added_at
FROM return_evidence
WHERE return_id IN (:returns*)
ORDER BY return_id, id
