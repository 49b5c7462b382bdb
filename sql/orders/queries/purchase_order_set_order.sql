UPDATE purchase_order SET order_id = :order_id, group_id = :group_id WHERE proposal_id = :proposal_id
