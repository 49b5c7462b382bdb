SELECT buyer, month, paid_fen, orders FROM flag_month WHERE buyer IN (:buyers*) AND month >= :from AND month <= :to
