-- small table: order_line, return_request, return_line, refund, refund_line, orders (an audit reads everything)
-- Units under return are those of cases that hold them and of what was declined; neither units nor money exceed what
-- was bought; a case has given back no more than its units are worth.
SELECT (SELECT COUNT(*) FROM order_line) + (SELECT COUNT(*) FROM return_request) AS compared,
  (SELECT COALESCE(SUM(ABS(i.returned - COALESCE(c.quantity, 0) - i.declined)
      + GREATEST(i.returned - i.quantity, 0) + GREATEST(i.returned_fen - i.amount_fen, 0)), 0)
   FROM order_line i
     LEFT JOIN (SELECT r.order_id, l.line_id, SUM(l.quantity) AS quantity
                FROM return_request r JOIN return_line l ON l.return_id = r.id
                WHERE r.state NOT IN ('refused', 'withdrawn', 'lapsed', 'exchanged')
                GROUP BY r.order_id, l.line_id) c ON c.order_id = i.order_id AND c.line_id = i.id)
  + (SELECT COALESCE(SUM(GREATEST(COALESCE(f.amount, 0) - r.refund_fen, 0)
      + CASE WHEN r.state IN ('received', 'refunded') THEN 0 ELSE COALESCE(f.amount, 0) END), 0)
     FROM return_request r
       LEFT JOIN (SELECT f.return_id, SUM(l.amount_fen) AS amount
                  FROM refund f
                    JOIN refund_line l ON l.refund_id = f.id
                    JOIN order_line i ON i.order_id = f.order_id AND i.id = l.line_id
                  WHERE f.return_id IS NOT NULL
                  GROUP BY f.return_id) f
         ON f.return_id = r.id) AS difference
