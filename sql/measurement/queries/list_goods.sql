-- With whether each was certified at an instant.
SELECT g.product, g.supplier, g.name, g.category, g.production_county, g.raw_material_county, g.registration_county,
    EXISTS (SELECT 1 FROM goods_certification AS c WHERE c.product = g.product AND c.valid_from <= :at AND c.valid_to > :at
      AND (c.revoked_at IS NULL OR c.revoked_at > :at)) AS certified
  FROM goods AS g WHERE g.product IN (:products*)
