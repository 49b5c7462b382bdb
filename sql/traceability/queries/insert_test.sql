INSERT INTO lot_test (id, lot_id, report_key, laboratory, report_number, result, tested_on, items, document_name, media_type, size_bytes,
  file_hash, recorded_at, kind, cma_number)
VALUES (:id, :lot, :report_key, :laboratory, :report_number, :result, :tested_on, :items, :document_name, :media_type, :size_bytes,
  :file_hash, :now, :kind, :cma_number)
