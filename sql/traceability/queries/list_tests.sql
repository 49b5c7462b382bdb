SELECT id, lot_id, laboratory, report_number, result, tested_on, items, document_name, media_type, size_bytes, file_hash, recorded_at,
  kind, cma_number
FROM lot_test WHERE lot_id IN (:lots*) ORDER BY tested_on, id
