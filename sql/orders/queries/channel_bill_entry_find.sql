SELECT number, transaction_number
FROM channel_bill_entry FORCE INDEX (channel_bill_entry_number)
WHERE channel = :channel AND subject = :subject AND number IN (:numbers*)
