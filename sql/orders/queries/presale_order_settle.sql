UPDATE presale_order SET settled = 1 WHERE presale = :presale AND order_id = :order_id
