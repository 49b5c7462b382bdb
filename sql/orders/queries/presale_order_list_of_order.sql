SELECT q.presale
FROM order_line i JOIN presale_order q ON q.presale = i.presale AND q.order_id = i.order_id AND q.settled = 0
WHERE i.order_id = :order_id
ORDER BY q.presale
