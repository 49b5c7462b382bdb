SELECT supplier, buyer, year, is_person, buyer_division, county, paid_orders, returned_orders, paid_fen, refunds, refunded_fen, quick_refunds,
    last_on, orders, refunded_orders
  FROM flag_pair WHERE (supplier, buyer, year) IN ({{(:supplier, :buyer, :year)}})
