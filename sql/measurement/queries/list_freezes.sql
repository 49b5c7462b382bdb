-- small table: period_freeze (what agencies froze, some rows a year)
SELECT period, from_day, to_day, orders_sequence, registrations_sequence FROM period_freeze ORDER BY period
