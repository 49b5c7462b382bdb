SELECT c.id, c.test_id, c.lot_id, c.supplier_id, c.reason, c.document_name, c.media_type, c.size_bytes, c.file_hash, c.requested_at, c.state,
  c.decided_at, c.decision_reason, l.product_name, l.lot_number, t.laboratory, t.report_number, t.recorded_at AS test_recorded_at
FROM test_correction AS c JOIN lot AS l ON l.id = c.lot_id JOIN lot_test AS t ON t.id = c.test_id
WHERE c.id = :id
