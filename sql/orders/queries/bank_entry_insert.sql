INSERT INTO bank_entry (entry_number, statement_id, booked_on, amount_fen, sealed_text, payment_id, reason, state, refund_id)
VALUES (:entry_number, :statement_id, :booked_on, :amount_fen, :sealed_text, NULL, '', 'unmatched', NULL)
