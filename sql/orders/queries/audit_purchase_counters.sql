-- small table: purchase_counter, purchase_claim (an audit reads everything)
-- Of periods that go on: of one that is over the claims are forgotten before their counter.
SELECT COUNT(*) AS compared, COALESCE(SUM(ABS(c.units - COALESCE(k.units, 0))), 0) AS difference
FROM purchase_counter c
  LEFT JOIN (SELECT sku, kind, subject, period_from, period_until, SUM(units) AS units FROM purchase_claim GROUP BY sku, kind, subject, period_from, period_until) k
    ON k.sku = c.sku AND k.kind = c.kind AND k.subject = c.subject AND k.period_from = c.period_from AND k.period_until = c.period_until
WHERE c.period_until > :now
