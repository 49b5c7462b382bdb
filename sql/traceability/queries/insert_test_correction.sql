INSERT INTO test_correction (id, test_id, lot_id, supplier_id, reason, actor, document_name, media_type, size_bytes, file_hash,
  requested_at, state, decided_at, decided_by, decision_reason)
VALUES (:id, :test, :lot, :supplier, :reason, :actor, :document_name, :media_type, :size_bytes, :file_hash,
  :now, 'requested', NULL, '', '')
