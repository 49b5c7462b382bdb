SELECT organisation, kind, status, name, uscc, region FROM party WHERE uscc = :uscc AND status = 'active' ORDER BY organisation LIMIT 1
