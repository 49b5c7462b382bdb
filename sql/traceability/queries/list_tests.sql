SELECT t.id, t.lot_id, t.laboratory, t.report_number, t.result, t.tested_on, t.items, t.document_name, t.media_type, t.size_bytes, t.file_hash,
  t.recorded_at, t.kind, t.cma_number, c.decided_at AS superseded_at
FROM lot_test AS t LEFT JOIN test_correction AS c ON c.test_id = t.id AND c.state = 'confirmed'
WHERE t.lot_id IN (:lots*) ORDER BY t.tested_on, t.id
