-- small table: orders, order_line, ledger_transaction, ledger_posting (an audit reads everything)
-- Account by account, what the ledger says of an order is what the order says of itself: before acceptance its money is in
-- escrow; from then on the supplier has it, less the fee on the goods that are kept, and what is not paid is receivable.
SELECT COUNT(*) AS compared,
  COALESCE(SUM(ABS(COALESCE(l.escrow, 0) + CASE WHEN s.accepted_at IS NULL AND s.paid_fen > 0 THEN s.kept ELSE 0 END)
    + ABS(COALESCE(l.receivable, 0) - CASE WHEN s.accepted_at IS NOT NULL AND s.paid_fen = 0 THEN s.kept ELSE 0 END)
    + ABS(COALESCE(l.fees, 0) + CASE WHEN s.accepted_at IS NULL THEN 0 ELSE s.fee END)
    + ABS(COALESCE(l.supplier, 0) + CASE WHEN s.accepted_at IS NULL THEN 0 ELSE s.kept - s.fee END)), 0) AS difference
FROM (SELECT o.id, o.accepted_at, o.paid_fen, o.total_fen - o.refunding_fen - o.refunded_fen AS kept,
        CASE WHEN o.total_fen = o.freight_fen THEN 0
          ELSE CAST(i.fee AS DECIMAL(38, 0))
            * (o.total_fen - o.refunding_fen - o.refunded_fen - o.freight_fen + o.freight_returned_fen) DIV (o.total_fen - o.freight_fen)
        END AS fee
      FROM orders o JOIN (SELECT order_id, SUM(fee_fen) AS fee FROM order_line GROUP BY order_id) i ON i.order_id = o.id) s
  LEFT JOIN (SELECT t.order_id,
               SUM(CASE p.account WHEN 'order_escrow' THEN p.amount_fen ELSE 0 END) AS escrow,
               SUM(CASE p.account WHEN 'trade_receivable' THEN p.amount_fen ELSE 0 END) AS receivable,
               SUM(CASE p.account WHEN 'platform_fees' THEN p.amount_fen ELSE 0 END) AS fees,
               SUM(CASE WHEN p.account IN ('supplier_accrued', 'supplier_payable') THEN p.amount_fen ELSE 0 END) AS supplier
             FROM ledger_transaction t JOIN ledger_posting p ON p.transaction_id = t.id
             WHERE t.order_id IS NOT NULL
             GROUP BY t.order_id) l ON l.order_id = s.id
