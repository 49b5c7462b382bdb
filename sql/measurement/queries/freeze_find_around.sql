-- Another period that holds all these days and is cut already, signed or not.
-- small table: period_freeze (what agencies froze, some rows a year)
SELECT period FROM period_freeze WHERE from_day <= :from AND to_day >= :to AND period <> :period ORDER BY frozen_at, period LIMIT 1
