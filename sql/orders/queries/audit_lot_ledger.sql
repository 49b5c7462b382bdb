-- small table: lot_stock, stock_entry, lot_transfer, parcel_lot (an audit reads everything)
-- A lot on hand is the sum of its entries; what was received is on hand, blocked, bound or taken off; what is bound lies in
-- parcels; what was taken off is the sum of its entries of that kind.
SELECT COUNT(*) AS compared,
  COALESCE(SUM(ABS(l.on_hand - COALESCE(e.on_hand, 0)) + ABS(l.received - l.on_hand - l.blocked - l.bound - l.written_off - l.expired)
    + ABS(l.received - COALESCE(t.quantity, 0)) + ABS(l.bound - COALESCE(p.quantity, 0))
    + ABS(l.written_off + COALESCE(e.corrected, 0)) + ABS(l.expired + COALESCE(e.expired, 0))), 0) AS difference
FROM lot_stock l
  LEFT JOIN (SELECT sku, lot, SUM(on_hand_delta) AS on_hand,
               SUM(CASE kind WHEN 'corrected' THEN on_hand_delta ELSE 0 END) AS corrected,
               SUM(CASE kind WHEN 'expired' THEN on_hand_delta ELSE 0 END) AS expired
             FROM stock_entry WHERE lot IS NOT NULL GROUP BY sku, lot) e
    ON e.sku = l.sku AND e.lot = l.lot
  LEFT JOIN (SELECT lot, SUM(quantity) AS quantity FROM lot_transfer GROUP BY lot) t ON t.lot = l.lot
  LEFT JOIN (SELECT lot, SUM(quantity - restocked) AS quantity FROM parcel_lot GROUP BY lot) p ON p.lot = l.lot
