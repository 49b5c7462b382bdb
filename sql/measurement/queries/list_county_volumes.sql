-- Of what can be weighed, as the catalog tells of it now.
SELECT g.production_county, g.category, CAST(SUM(v.shipped * s.net_weight_g) AS SIGNED) AS grams
  FROM flag_volume AS v JOIN goods_sku AS s ON s.sku = v.sku JOIN goods AS g ON g.product = s.product
  WHERE v.year = :year AND s.net_weight_g IS NOT NULL
  GROUP BY g.production_county, g.category ORDER BY g.production_county, g.category
