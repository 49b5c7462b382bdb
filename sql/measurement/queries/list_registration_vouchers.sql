-- They show the whole sale: told to whoever sees all its lines.
SELECT v.file_id, v.kind, v.dated_on, v.amount_fen, v.invoice_key, v.document_name, v.media_type, v.size_bytes, v.sha256
  FROM registration_voucher AS v
  WHERE v.registration_id = :registration
    AND (:all_origins OR NOT EXISTS (SELECT 1 FROM registration_line AS l
      WHERE l.registration_id = :registration AND l.production_county NOT IN (:origins*)))
  ORDER BY v.position
