-- small table: ledger_posting, payment, refund (an audit reads everything)
-- Deposits are what payments have unapplied; what is in flight is what was promised back and not given yet.
SELECT 2 AS compared,
  ABS((SELECT COALESCE(SUM(amount_fen), 0) FROM ledger_posting WHERE account = 'buyer_deposits')
    + (SELECT COALESCE(SUM(unapplied_fen), 0) FROM payment))
  + ABS((SELECT COALESCE(SUM(amount_fen), 0) FROM ledger_posting WHERE account = 'refunds_in_flight')
    + (SELECT COALESCE(SUM(amount_fen), 0) FROM refund WHERE state <> 'succeeded')) AS difference
