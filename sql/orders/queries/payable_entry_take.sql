UPDATE payable_entry SET payout_id = :payout_id
WHERE supplier = :supplier AND transaction_id IN (:transactions*) AND payout_id IS NULL
