-- small table: ledger_posting, ledger_transaction, payable_entry (an audit reads everything)
-- Whatever moved what is payable, but for payouts, is an entry of that amount, and no entry is of anything else.
SELECT COUNT(*) AS compared,
  COALESCE(SUM(ABS(-p.amount - COALESCE(e.amount_fen, 0))), 0)
  + ABS(COALESCE(SUM(-p.amount), 0) - (SELECT COALESCE(SUM(amount_fen), 0) FROM payable_entry)) AS difference
FROM (SELECT l.owner, l.transaction_id, SUM(l.amount_fen) AS amount
      FROM ledger_posting l JOIN ledger_transaction t ON t.id = l.transaction_id
      WHERE l.account = 'supplier_payable' AND t.kind <> 'payout'
      GROUP BY l.owner, l.transaction_id) p
  LEFT JOIN payable_entry e ON e.supplier = p.owner AND e.transaction_id = p.transaction_id
