INSERT INTO payable_entry (supplier, transaction_id, amount_fen, payout_id) VALUES (:supplier, :transaction_id, :amount, NULL)
