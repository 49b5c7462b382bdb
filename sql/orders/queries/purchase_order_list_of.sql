SELECT p.proposal_id, p.order_id, p.group_id, p.rfq_id, p.quotation_id, p.buyer, p.supplier, p.contract_number, p.total_fen, p.heads, p.cap_year, p.held_until, p.prepared_at
FROM purchase_order p
  JOIN orders o ON o.id = p.order_id
WHERE p.proposal_id IN (:proposals*)
