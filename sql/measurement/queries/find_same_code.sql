SELECT a.uscc FROM party AS a JOIN party AS b ON b.organisation = :other AND b.uscc = a.uscc
  WHERE a.organisation = :one AND a.uscc <> ''
