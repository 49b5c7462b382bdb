SELECT file_id, kind, dated_on, amount_fen, invoice_key, document_name, media_type, size_bytes, sha256
  FROM registration_voucher WHERE registration_id = :registration ORDER BY position
