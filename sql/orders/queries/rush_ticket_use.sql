-- The guard: only within its window.
UPDATE rush_ticket
SET units = units + :units, used_at = COALESCE(used_at, :now)
WHERE id = :id AND buyer = :buyer AND admitted_at <= :now AND admitted_until > :now
