INSERT INTO import_job (id, supplier_id, actor, mode, publish, format, language, trace_id, state, failure, attempt, stalled, leased_until,
  products_done, rows_total, rows_done, rows_created, rows_changed, rows_unchanged, rows_refused, products_published, products_unreviewed, created_at, finished_at,
  expires_at)
VALUES (:id, :supplier, :actor, :mode, :publish, :format, :language, :trace, 'waiting', '', 0, 0, :now, 0, 0, 0, 0, 0, 0, 0, 0, 0, :now, NULL, NULL)
