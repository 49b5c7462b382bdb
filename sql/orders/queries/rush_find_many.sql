SELECT id, sku, supplier, state, joins_from, starts_at, ends_at, admitted_per_minute, window_seconds, seed, numbered, admitted, admitted_until, reason, version, announced_by, announced_at, ended_at
FROM rush
WHERE id IN (:ids*)
