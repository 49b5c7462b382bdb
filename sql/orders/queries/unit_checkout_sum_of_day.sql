-- What a cancelled order would have cost does not count, and nor does what was given back; without an order it counts while it is held.
SELECT COALESCE(SUM(CASE WHEN g.id IS NOT NULL
    THEN (SELECT COALESCE(SUM(o.total_fen - o.refunded_fen - o.refunding_fen), 0) FROM orders o WHERE o.group_id = c.group_id AND o.state <> 'cancelled')
    WHEN c.held_until > :now THEN c.total_fen
    ELSE 0 END), 0) AS spent_fen
FROM unit_checkout c
  LEFT JOIN order_group g ON g.id = c.group_id
WHERE c.buyer = :buyer AND c.day = :day
