SELECT sku, version, supplier, unpaid_max, buyer_max, address_max, period_days, counts_from, reason, set_by, set_at
FROM purchase_cap FORCE INDEX (purchase_cap_supplier)
WHERE supplier = :supplier AND (set_at < :set_before OR set_at = :set_before AND sku < :sku_before)
ORDER BY set_at DESC, sku DESC
LIMIT :limit
