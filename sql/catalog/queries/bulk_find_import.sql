SELECT id, supplier_id, actor, mode, publish, format, language, trace_id, state, failure, attempt, stalled, products_done, rows_total, rows_done,
  rows_created, rows_changed, rows_unchanged, rows_refused, products_published, products_unreviewed, created_at, finished_at, expires_at
FROM import_job WHERE id = :id
