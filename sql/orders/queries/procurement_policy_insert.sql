INSERT INTO procurement_policy (organisation, id, valid_from, single_approval_fen, contract_prefix, reason, entered_by, entered_at)
VALUES (:organisation, :id, :valid_from, :single_approval_fen, :contract_prefix, :reason, :entered_by, :entered_at)
