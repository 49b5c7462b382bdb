-- small table: payout, payout_batch, payable_entry (an audit reads everything)
-- A payout is the entries it took, a batch its payouts; no entry was taken by a payout that is not there.
SELECT (SELECT COUNT(*) FROM payout) AS compared,
  (SELECT COALESCE(SUM(ABS(p.amount_fen - COALESCE(e.amount, 0)) + ABS(p.entries - COALESCE(e.entries, 0))), 0)
   FROM payout p
     LEFT JOIN (SELECT payout_id, SUM(amount_fen) AS amount, COUNT(*) AS entries FROM payable_entry WHERE payout_id IS NOT NULL GROUP BY payout_id) e
       ON e.payout_id = p.id)
  + (SELECT COUNT(*) FROM payable_entry e LEFT JOIN payout p ON p.id = e.payout_id AND p.supplier = e.supplier
     WHERE e.payout_id IS NOT NULL AND p.id IS NULL)
  + (SELECT COALESCE(SUM(ABS(b.total_fen - COALESCE(p.amount, 0)) + ABS(b.payouts - COALESCE(p.payouts, 0))), 0)
     FROM payout_batch b
       LEFT JOIN (SELECT batch_id, SUM(amount_fen) AS amount, COUNT(*) AS payouts FROM payout GROUP BY batch_id) p ON p.batch_id = b.id) AS difference
