UPDATE rush_ticket
SET place = CASE id {{WHEN :id THEN :place}} ELSE place END
WHERE id IN ({{:id}}) AND place IS NULL
