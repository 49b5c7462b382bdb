-- What may be bought at :at, at which version and price, and whether it is certified then.
SELECT l.sku, l.current_version, p.price_fen, l.for_sale AND COALESCE(s.status, '') = 'approved' AS for_sale,
  EXISTS (SELECT 1 FROM certification_window w
          WHERE w.product = l.product AND w.valid_from <= :at AND w.valid_to > :at AND (w.revoked_at IS NULL OR w.revoked_at > :at)) AS certified
FROM sku_listing l
  JOIN sku_projection p ON p.sku = l.sku AND p.product_version = l.current_version
  LEFT JOIN supplier_projection s ON s.supplier = l.supplier
WHERE l.sku IN (:skus*)
