SELECT organisation, uscc FROM party WHERE organisation IN (:organisations*) AND uscc <> ''
