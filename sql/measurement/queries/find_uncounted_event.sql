-- When the first event of the own stream was told that is not counted yet, of those that have a number and those that have none:
-- one that was begun earlier may have a later number.
-- small table: p (events of the last moments, without a number yet)
-- small table: outbox_pending (the same)
SELECT MIN(o.occurred_at) AS occurred_at
  FROM outbox AS o JOIN (
    SELECT n.id FROM outbox_number AS n WHERE n.sequence >= :next
    UNION ALL SELECT p.id FROM outbox_pending AS p
  ) AS waiting ON waiting.id = o.id
