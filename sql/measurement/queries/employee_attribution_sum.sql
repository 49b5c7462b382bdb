-- What was sold on the days of an attribution; what of it went back counts when it did. Whoever's entries are summed counts as
-- an employee: what only one has sent back would tell of that one.
SELECT COALESCE(SUM(IF(e.kind = 'sale', e.amount_fen, -e.amount_fen)), 0) AS net_fen,
  COALESCE(SUM(IF(e.certified = 1, IF(e.kind = 'sale', e.amount_fen, -e.amount_fen), 0)), 0) AS certified_fen,
  COUNT(DISTINCT e.buyer_account) AS employees
FROM employee_attribution a FORCE INDEX (employee_attribution_unit)
  JOIN measurement_entry e FORCE INDEX (measurement_entry_account) ON e.buyer_account = a.account AND e.measure = :measure
    AND e.posted_on BETWEEN :from AND :to
WHERE a.unit = :unit AND a.state IN ('confirmed', 'ended')
  AND e.sale_on >= a.valid_from AND (a.valid_to IS NULL OR e.sale_on <= a.valid_to)
