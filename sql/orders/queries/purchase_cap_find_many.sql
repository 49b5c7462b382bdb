{{SELECT sku, version, supplier, unpaid_max, buyer_max, address_max, period_days, counts_from, reason, set_by, set_at
FROM purchase_cap
WHERE sku = :sku AND version = :version}}
