SELECT COALESCE(SUM(amount_fen), 0) AS balance FROM ledger_posting WHERE account = :account AND owner = :owner
