SELECT entry_number, statement_id, booked_on, amount_fen, sealed_text, state, reason, payment_id, refund_id
FROM bank_entry FORCE INDEX (bank_entry_state)
WHERE state = :state AND entry_number > :after
ORDER BY entry_number
LIMIT :limit
