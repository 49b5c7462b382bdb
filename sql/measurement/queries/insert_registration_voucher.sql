INSERT INTO registration_voucher (registration_id, position, file_id, kind, dated_on, amount_fen, invoice_key, document_name, media_type,
    size_bytes, sha256)
  VALUES {{(:registration, :position, :file, :kind, :dated_on, :amount, :invoice_key, :document_name, :media_type, :size_bytes, :sha256)}}
