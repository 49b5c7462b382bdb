SELECT proposal_id FROM purchase_order WHERE buyer = :buyer AND contract_number = :contract_number
