UPDATE bank_entry SET payment_id = :payment_id, reason = :reason WHERE entry_number = :entry_number
