-- When the first event of the own stream was told that is not counted yet, of those that have a number and those that have none:
-- one that was begun earlier may have a later number.
-- small table: p (events of the last moments, without a number yet)
-- small table: outbox_pending (the same)
SELECT MIN(waiting.occurred_at) AS occurred_at FROM (
    SELECT o.occurred_at FROM outbox_number AS n STRAIGHT_JOIN outbox AS o ON o.id = n.id WHERE n.sequence >= :next
    UNION ALL SELECT w.occurred_at FROM outbox_pending AS p STRAIGHT_JOIN outbox AS w ON w.id = p.id
  ) AS waiting
