INSERT INTO presale_order (presale, order_id, settled) VALUES {{(:presale, :order_id, 0)}}
