SELECT c.heads, CASE WHEN g.id IS NOT NULL
    THEN (SELECT COALESCE(SUM(o.total_fen - o.refunded_fen - o.refunding_fen), 0) FROM orders o WHERE o.group_id = c.group_id AND o.state <> 'cancelled')
    ELSE c.total_fen END AS kept_fen
FROM unit_checkout c
  LEFT JOIN order_group g ON g.id = c.group_id
WHERE c.buyer = :buyer AND c.cap_year = :cap_year AND (g.id IS NOT NULL OR c.held_until > :now)
