-- The guard: an allotment is not oversold whoever else writes.
UPDATE presale
SET taken = taken + :units
WHERE id = :id AND state = 'open' AND taken + :units <= allotment
