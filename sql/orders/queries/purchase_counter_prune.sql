DELETE FROM purchase_counter WHERE period_until < :before ORDER BY period_until LIMIT :limit
