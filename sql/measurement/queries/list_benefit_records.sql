SELECT household, method, product, amount_fen, from_day, to_day FROM benefit_record WHERE batch = :batch ORDER BY position
