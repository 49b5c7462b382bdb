UPDATE bank_entry SET state = :state, payment_id = :payment_id, refund_id = :refund_id, reason = :reason WHERE entry_number = :entry_number
