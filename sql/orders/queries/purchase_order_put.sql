-- Under the request's lock, and the unit's of every year and of this one: the key that is there already is the proposal's own.
INSERT INTO purchase_order (proposal_id, order_id, group_id, rfq_id, quotation_id, buyer, supplier, contract_number, total_fen, heads, cap_year, held_until,
  prepared_at)
VALUES (:proposal_id, :order_id, :group_id, :rfq_id, :quotation_id, :buyer, :supplier, :contract_number, :total_fen, :heads, :cap_year, :held_until,
  :prepared_at)
ON DUPLICATE KEY UPDATE order_id = VALUES(order_id), group_id = VALUES(group_id), contract_number = VALUES(contract_number), total_fen = VALUES(total_fen),
  heads = VALUES(heads), cap_year = VALUES(cap_year), held_until = VALUES(held_until), prepared_at = VALUES(prepared_at)
