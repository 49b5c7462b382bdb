-- small table: ledger_posting, payment_receipt, refund (an audit reads everything)
-- What the channels hold for us is what came in less what was given back through them; a refund that a channel refused was paid by bank.
SELECT 3 AS compared,
  ABS((SELECT COALESCE(SUM(amount_fen), 0) FROM ledger_posting WHERE account = 'channel_receivable')
    - (SELECT COALESCE(SUM(amount_fen), 0) FROM payment_receipt WHERE channel = 'wechat_pay')
    + (SELECT COALESCE(SUM(amount_fen), 0) FROM refund WHERE channel = 'wechat_pay' AND state = 'succeeded' AND bank_entry IS NULL))
  + ABS((SELECT COALESCE(SUM(amount_fen), 0) FROM ledger_posting WHERE account = 'alipay_receivable')
    - (SELECT COALESCE(SUM(amount_fen), 0) FROM payment_receipt WHERE channel = 'alipay')
    + (SELECT COALESCE(SUM(amount_fen), 0) FROM refund WHERE channel = 'alipay' AND state = 'succeeded' AND bank_entry IS NULL))
  + ABS((SELECT COALESCE(SUM(amount_fen), 0) FROM ledger_posting WHERE account = 'bank_receivable')
    - (SELECT COALESCE(SUM(amount_fen), 0) FROM payment_receipt WHERE channel = 'bank_transfer')
    + (SELECT COALESCE(SUM(amount_fen), 0) FROM refund WHERE state = 'succeeded' AND (channel = 'bank_transfer' OR bank_entry IS NOT NULL))) AS difference
