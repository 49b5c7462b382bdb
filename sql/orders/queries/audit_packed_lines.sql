-- small table: order_line, parcel, parcel_lot, return_parcel (an audit reads everything)
-- What a line says is packed lies in parcels, replacements of returned goods left out; packed and declined never exceed what was bought.
SELECT COUNT(*) AS compared,
  COALESCE(SUM(ABS(i.packed - COALESCE(p.quantity, 0)) + CASE WHEN i.packed + i.declined > i.quantity THEN 1 ELSE 0 END), 0) AS difference
FROM order_line i
  LEFT JOIN (SELECT l.order_id, l.line_id, SUM(l.quantity) AS quantity
             FROM parcel_lot l JOIN parcel q ON q.order_id = l.order_id AND q.id = l.parcel_id
             WHERE q.unpacked_at IS NULL AND NOT EXISTS (SELECT 1 FROM return_parcel t WHERE t.parcel = q.id)
             GROUP BY l.order_id, l.line_id) p ON p.order_id = i.order_id AND p.line_id = i.id
