INSERT INTO flag_pair (supplier, buyer, year, is_person, buyer_division, county, paid_orders, returned_orders, paid_fen, refunds, refunded_fen,
    quick_refunds, last_on, orders, refunded_orders)
  VALUES {{(:supplier, :buyer, :year, :is_person, :buyer_division, :county, :paid_orders, :returned_orders, :paid, :refunds, :refunded,
    :quick_refunds, :last_on, :orders, :refunded_orders)}}
  ON DUPLICATE KEY UPDATE buyer_division = VALUES(buyer_division), county = VALUES(county), paid_orders = VALUES(paid_orders),
    returned_orders = VALUES(returned_orders), paid_fen = VALUES(paid_fen), refunds = VALUES(refunds), refunded_fen = VALUES(refunded_fen),
    quick_refunds = VALUES(quick_refunds), last_on = VALUES(last_on), orders = VALUES(orders), refunded_orders = VALUES(refunded_orders)
