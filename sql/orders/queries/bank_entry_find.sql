SELECT entry_number, statement_id, booked_on, amount_fen, sealed_text, state, reason, payment_id, refund_id
FROM bank_entry
WHERE entry_number = :entry_number
