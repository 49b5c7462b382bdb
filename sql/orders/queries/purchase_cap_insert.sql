INSERT INTO purchase_cap (sku, version, supplier, unpaid_max, buyer_max, address_max, period_days, counts_from, reason, set_by, set_at)
VALUES (:sku, :version, :supplier, :unpaid_max, :buyer_max, :address_max, :period_days, :counts_from, :reason, :set_by, :now)
