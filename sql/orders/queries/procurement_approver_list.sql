SELECT policy, account FROM procurement_approver WHERE policy IN (:policies*) ORDER BY policy, account
