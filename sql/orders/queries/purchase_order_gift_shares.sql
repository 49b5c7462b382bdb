-- What a cancelled order would have cost does not count, and nor does what was given back.
SELECT p.heads, COALESCE(o.total_fen - o.refunded_fen - o.refunding_fen, p.total_fen) AS kept_fen
FROM purchase_order p
  LEFT JOIN orders o ON o.id = p.order_id
WHERE p.buyer = :buyer AND p.cap_year = :cap_year AND p.proposal_id <> :but_for
  AND COALESCE(o.state <> 'cancelled', p.held_until > :now)
