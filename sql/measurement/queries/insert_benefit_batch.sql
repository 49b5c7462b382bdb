INSERT INTO benefit_batch (id, supplier, county, state, version, record_count, amount_fen, proof_file, document_name, media_type, size_bytes,
    sha256, submitted_at)
  VALUES (:id, :supplier, :county, 'submitted', 1, :records, :amount, :proof_file, :document_name, :media_type, :size_bytes, :sha256, :now)
