-- small table: ledger_posting, payment_receipt, refund (an audit reads everything)
-- What the channels hold for us is what came in less what was given back.
SELECT 2 AS compared,
  ABS((SELECT COALESCE(SUM(amount_fen), 0) FROM ledger_posting WHERE account = 'channel_receivable')
    - (SELECT COALESCE(SUM(amount_fen), 0) FROM payment_receipt WHERE channel = 'wechat_pay')
    + (SELECT COALESCE(SUM(amount_fen), 0) FROM refund WHERE channel = 'wechat_pay' AND state = 'succeeded'))
  + ABS((SELECT COALESCE(SUM(amount_fen), 0) FROM ledger_posting WHERE account = 'bank_receivable')
    - (SELECT COALESCE(SUM(amount_fen), 0) FROM payment_receipt WHERE channel = 'bank_transfer')
    + (SELECT COALESCE(SUM(amount_fen), 0) FROM refund WHERE channel = 'bank_transfer' AND state = 'succeeded')) AS difference
