SELECT 1 FROM outbox_pending AS p JOIN outbox AS o ON o.id = p.id
WHERE p.id <= :newest AND NOT EXISTS (
  SELECT 1 FROM outbox_pending AS h JOIN outbox AS g ON g.id = h.id
  WHERE g.aggregate_type = o.aggregate_type AND g.aggregate_id = o.aggregate_id AND g.version > 1 AND g.version <= o.version
    AND NOT EXISTS (SELECT 1 FROM outbox AS b
      WHERE b.aggregate_type = g.aggregate_type AND b.aggregate_id = g.aggregate_id AND b.version = g.version - 1))
LIMIT 1
