SELECT COUNT(DISTINCT a.account) AS members
  FROM party_member AS a JOIN party_member AS b ON b.organisation = :other AND b.account = a.account AND b.ended = 0
  WHERE a.organisation = :one AND a.ended = 0
