-- Suppliers to whom enough is payable, debts taken off.
SELECT supplier, SUM(amount_fen) AS payable
FROM payable_entry FORCE INDEX (payable_entry_payout)
WHERE payout_id IS NULL AND supplier > :after
GROUP BY supplier
HAVING SUM(amount_fen) >= :minimum
ORDER BY supplier
LIMIT :limit
