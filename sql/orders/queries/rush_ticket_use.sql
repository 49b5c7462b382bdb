-- The guard: its own buyer's only, and only within its window.
UPDATE rush_ticket
SET units = units + CASE id {{WHEN :id THEN :units}} ELSE 0 END, used_at = COALESCE(used_at, :now)
WHERE id IN ({{:id}}) AND buyer = CASE id {{WHEN :id THEN :buyer}} END AND admitted_at <= :now AND admitted_until > :now
