DELETE FROM purchase_claim WHERE period_until < :before ORDER BY period_until LIMIT :limit
