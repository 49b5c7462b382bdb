INSERT INTO rush (id, sku, supplier, state, joins_from, starts_at, ends_at, admitted_per_minute, window_seconds, seed, numbered, admitted, admitted_until,
  reason, version, announced_by, announced_at)
VALUES (:id, :sku, :supplier, :state, :joins_from, :starts_at, :ends_at, :admitted_per_minute, :window_seconds, :seed, 0, 0, :starts_at, '', 1, :announced_by, :now)
