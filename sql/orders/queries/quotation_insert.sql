INSERT INTO quotation (id, rfq_id, buyer, supplier, supplier_name, state, revision, withdraw_reason, version)
VALUES (:id, :rfq_id, :buyer, :supplier, :supplier_name, :state, :revision, '', 1)
