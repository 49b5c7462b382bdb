-- small table: ledger_posting, payout (an audit reads everything)
-- What is on the way to suppliers is the payouts that are; what left for good is those that were paid.
SELECT 2 AS compared,
  ABS((SELECT COALESCE(SUM(amount_fen), 0) FROM ledger_posting WHERE account = 'payouts_in_flight')
    + (SELECT COALESCE(SUM(amount_fen), 0) FROM payout WHERE state = 'in_flight'))
  + ABS((SELECT COALESCE(SUM(amount_fen), 0) FROM ledger_posting WHERE account = 'payout_bank')
    + (SELECT COALESCE(SUM(amount_fen), 0) FROM payout WHERE state = 'paid')) AS difference
