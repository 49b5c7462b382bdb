-- Its own, or else the first of those that hold all its days.
-- small table: period_freeze (what agencies froze, some rows a year)
SELECT period, from_day, to_day, as_of, digest, signatures, reason, frozen_at, actor FROM period_freeze
WHERE from_day <= :from AND to_day >= :to AND digest IS NOT NULL ORDER BY period = :period DESC, frozen_at, period LIMIT 1
