SELECT id, supplier, county, state, version, record_count, amount_fen, proof_file, document_name, media_type, size_bytes, sha256, submitted_at
  FROM benefit_batch WHERE county = :county AND id < :before ORDER BY id DESC LIMIT :limit
