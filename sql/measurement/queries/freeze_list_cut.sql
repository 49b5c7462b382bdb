-- Signed or not.
-- small table: period_freeze (what agencies froze, some rows a year)
SELECT period, from_day, to_day, as_of, digest, signatures, reason, frozen_at, actor FROM period_freeze ORDER BY from_day, period
