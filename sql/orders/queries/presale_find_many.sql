SELECT id, sku, supplier, state, allotment, taken, starts_at, ends_at, ships_from, ships_by, reason, version, opened_by, opened_at, ended_at
FROM presale
WHERE id IN (:ids*)
