SELECT COALESCE(SUM(amount_fen), 0) AS amount
FROM payout FORCE INDEX (payout_supplier)
WHERE supplier = :supplier AND state = 'in_flight'
