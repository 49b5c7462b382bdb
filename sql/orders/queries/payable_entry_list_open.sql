-- The caller holds the supplier's row: nobody else takes them meanwhile.
SELECT transaction_id, amount_fen
FROM payable_entry FORCE INDEX (payable_entry_payout)
WHERE payout_id IS NULL AND supplier = :supplier
ORDER BY transaction_id
