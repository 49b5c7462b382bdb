SELECT b.organisation FROM party AS a JOIN party AS b ON b.uscc = a.uscc AND b.organisation <> a.organisation
  WHERE a.organisation = :organisation AND a.uscc <> '' ORDER BY b.organisation LIMIT 50
