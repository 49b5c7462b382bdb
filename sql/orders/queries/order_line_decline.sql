UPDATE order_line SET declined = declined + :quantity
WHERE order_id = :order_id AND id = :id AND packed + declined + :quantity <= quantity
