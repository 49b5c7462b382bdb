SELECT s.sku, s.lot
FROM lot_stock s FORCE INDEX (lot_stock_best_before)
WHERE s.best_before < :day AND s.on_hand > 0
  AND NOT EXISTS (SELECT 1 FROM loop_retry l WHERE l.loop_name = :loop AND l.subject = s.lot AND l.retry_at > :now)
ORDER BY s.best_before, s.on_hand, s.sku, s.lot
LIMIT :limit
