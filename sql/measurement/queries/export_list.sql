SELECT id, organisation_id, region, actor, kind, format, title, language, question, as_of, state, failure, attempt, leased_until, rows_written,
  rows_expected, file_bytes, file_hash, created_at, finished_at, expires_at
FROM export_job WHERE organisation_id = :organisation AND id < :before ORDER BY id DESC LIMIT :limit
