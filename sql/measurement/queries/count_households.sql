SELECT COUNT(DISTINCT h.household) AS households, COUNT(DISTINCT s.lot_id) AS lots
FROM lot_shipment s JOIN lot_household h ON h.lot_id = s.lot_id AND h.sequence <= :households_cut
  JOIN measurement_entry e ON e.measure = 'ordered' AND e.line_id = s.line_id AND e.kind = 'sale' AND e.source = :no_source
WHERE s.shipped_on BETWEEN :from AND :to AND s.sequence <= :orders_cut AND e.origin = 'orders' AND e.sequence <= :orders_cut
  AND (:all_buyers = 1 OR e.buyer_division IN (:buyers*))
  AND (:all_origins = 1 OR e.production_county IN (:origins*))
