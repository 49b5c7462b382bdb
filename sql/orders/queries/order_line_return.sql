-- Neither units nor money under return exceed what was bought.
UPDATE order_line SET returned = returned + :quantity, returned_fen = returned_fen + :amount_fen
WHERE order_id = :order_id AND id = :id AND returned + :quantity BETWEEN 0 AND quantity AND returned_fen + :amount_fen BETWEEN 0 AND amount_fen
