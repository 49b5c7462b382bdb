INSERT INTO procurement_approver (policy, account) VALUES {{(:policy, :account)}}
