-- The guard: an allotment is not oversold whoever else writes.
UPDATE presale
SET taken = taken + CASE id {{WHEN :id THEN :units}} ELSE 0 END
WHERE id IN ({{:id}}) AND state = 'open' AND allotment - taken >= CASE id {{WHEN :id THEN :units}} ELSE 9223372036854775807 END
