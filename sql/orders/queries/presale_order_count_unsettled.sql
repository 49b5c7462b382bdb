SELECT COUNT(*) AS unsettled FROM presale_order WHERE presale = :presale AND settled = 0
