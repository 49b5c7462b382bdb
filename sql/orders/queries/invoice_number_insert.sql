INSERT INTO invoice_number (number, invoice_id) VALUES (:number, :invoice_id)
