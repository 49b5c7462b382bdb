SELECT organisation, kind, status, name, uscc, region FROM party WHERE organisation = :organisation
