SELECT transaction_id, SUM(amount_fen) AS fees
FROM ledger_posting FORCE INDEX (PRIMARY)
WHERE transaction_id IN (:transactions*) AND account = 'platform_fees'
GROUP BY transaction_id
