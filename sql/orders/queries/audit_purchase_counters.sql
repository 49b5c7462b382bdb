-- small table: purchase_counter, purchase_claim (an audit reads everything)
SELECT COUNT(*) AS compared, COALESCE(SUM(ABS(c.units - COALESCE(k.units, 0))), 0) AS difference
FROM purchase_counter c
  LEFT JOIN (SELECT sku, kind, subject, period_from, SUM(units) AS units FROM purchase_claim GROUP BY sku, kind, subject, period_from) k
    ON k.sku = c.sku AND k.kind = c.kind AND k.subject = c.subject AND k.period_from = c.period_from
