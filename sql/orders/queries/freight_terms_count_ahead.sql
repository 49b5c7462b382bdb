SELECT COUNT(*) AS ahead FROM freight_terms WHERE supplier = :supplier AND effective_from > :now
