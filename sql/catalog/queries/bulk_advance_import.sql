UPDATE import_job SET leased_until = :until, stalled = 0, products_done = products_done + :products, rows_total = :rows_total,
  rows_done = rows_done + :rows, rows_created = rows_created + :created, rows_changed = rows_changed + :changed,
  rows_unchanged = rows_unchanged + :unchanged, rows_refused = rows_refused + :refused, products_published = products_published + :published,
  products_unreviewed = products_unreviewed + :unreviewed
WHERE id = :id AND attempt = :attempt AND state = 'waiting'
