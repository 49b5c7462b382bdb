UPDATE order_line SET presale = :presale, ships_by = :ships_by, capped = :capped WHERE order_id = :order_id AND id = :id
