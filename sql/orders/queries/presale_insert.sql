INSERT INTO presale (id, sku, supplier, state, allotment, taken, starts_at, ends_at, ships_from, ships_by, reason, version, opened_by, opened_at)
VALUES (:id, :sku, :supplier, :state, :allotment, 0, :starts_at, :ends_at, :ships_from, :ships_by, '', 1, :opened_by, :now)
