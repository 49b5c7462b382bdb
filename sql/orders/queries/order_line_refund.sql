UPDATE order_line SET refunded_fen = refunded_fen + :amount_fen
WHERE order_id = :order_id AND id = :id AND refunded_fen + :amount_fen <= amount_fen
