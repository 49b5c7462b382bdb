-- small table: presale, order_line, orders (an audit reads everything)
-- Never more is taken than was allotted, and what is taken stands in living orders.
SELECT COUNT(*) AS compared,
  COALESCE(SUM(ABS(p.taken - COALESCE(i.units, 0)) + CASE WHEN p.taken > p.allotment THEN p.taken - p.allotment ELSE 0 END), 0) AS difference
FROM presale p
  LEFT JOIN (SELECT l.presale, SUM(l.quantity - l.declined) AS units
             FROM order_line l JOIN orders o ON o.id = l.order_id
             WHERE l.presale IS NOT NULL AND o.state <> 'cancelled'
             GROUP BY l.presale) i ON i.presale = p.id
