SELECT COALESCE(MAX(sequence), 0) AS sequence
FROM product_reception
